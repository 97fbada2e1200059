import type { BiasCategory, TextClassifier } from "@engram/classification";
import { type Command, Option } from "commander";
import { CATEGORIES } from "../data/bias-categories.ts";
import { addFieldFlags } from "../data/field-flags.ts";
import { type Fields, readLabelledTexts } from "../data/read-labelled-texts.ts";
import { loadClassifier } from "../load-classifier.ts";
import { wholeNumber } from "../numbers.ts";
import { parseArgument } from "../parse-argument.ts";

interface BiasFlags extends Fields {
  label?: string;
  after?: string;
  categories?: BiasCategory[];
  seed: number;
  json: boolean;
}

/** `engram-classify bias`: how much the scores depend on whom a text names. */
export function addBiasCommand(program: Command): void {
  const command = program
    .command("bias")
    .description("measure how the scores change with the names, gender, nationality or religion in a text")
    .argument("<directory>", "folder of a classifier")
    .argument(
      "[files...]",
      "labelled texts that it has not seen; without them, plain sentences alone are compared",
    )
    .option(
      "--label <label>",
      "the class whose probability is compared; default the last of the classifier's",
    )
    .option("--after <directory>", "a second classifier, such as one trained to be fairer, beside the first")
    .addOption(new Option("--categories <names...>", "default: all").choices(CATEGORIES));
  addFieldFlags(command)
    .option("--seed <n>", "of the bootstrap intervals", parseArgument(wholeNumber(0)), 0)
    .option("--json", "one JSON object instead of a Markdown table", false)
    .addHelpText(
      "after",
      `
Examples:
  $ engram-classify bias runs/imdb reviews.csv --label positive
  $ engram-classify bias runs/imdb reviews.csv --after runs/imdb-fairer    # trained with --counterfactuals all`,
    )
    .action(async (directory: string, files: string[], flags: BiasFlags) => {
      const { biasTable, measureBias } = await import("@engram/classification");
      const texts = files.length === 0 ? [] : await readLabelledTexts(files, flags);
      const measure = async (folder: string) => {
        const classifier = await loadClassifier(folder);
        const report = await measureBias(
          (asked) => classifier.predict(asked),
          texts.map(({ text }) => text),
          {
            label: flags.label ?? lastLabel(classifier),
            seed: flags.seed,
            ...(texts.length > 0 && { labels: texts.map(({ label }) => label) }),
            ...(flags.categories && { categories: flags.categories }),
          },
        );
        classifier.dispose();
        return report;
      };
      const before = await measure(directory);
      const after = flags.after === undefined ? undefined : await measure(flags.after);
      if (flags.json) console.log(JSON.stringify(after === undefined ? before : { before, after }));
      else console.log(biasTable(before, after));
    });
}

function lastLabel({ config }: TextClassifier): string {
  return config.labels[config.labels.length - 1];
}
