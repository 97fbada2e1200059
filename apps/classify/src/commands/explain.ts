import type { Command } from "commander";
import { loadClassifier } from "../load-classifier.ts";
import { wholeNumber } from "../numbers.ts";
import { parseArgument } from "../parse-argument.ts";

interface ExplainFlags {
  label?: string;
  words: number;
  json: boolean;
}

/** `engram-classify explain`: which words decided. */
export function addExplainCommand(program: Command): void {
  program
    .command("explain")
    .description("say which words of a text decided, by leaving out each of them")
    .argument("<directory>", "folder of a classifier")
    .argument("<text>", "the text")
    .option("--label <label>", "the class that is asked about; default the one that is chosen")
    .option("--words <n>", "how many words to list", parseArgument(wholeNumber(1)), 10)
    .option("--json", "one JSON object with all words and their places in the text", false)
    .addHelpText(
      "after",
      `
A number above 0 speaks for the class: so much of its log-odds is lost without the word.

Examples:
  $ engram-classify explain runs/stars "Dull at first, but worth every minute"
  $ engram-classify explain runs/stars "Dull at first" --label positive --json`,
    )
    .action(async (directory: string, text: string, { label, words, json }: ExplainFlags) => {
      const { explain } = await import("@engram/classification");
      const classifier = await loadClassifier(directory);
      const explanation = await explain(classifier, text, label === undefined ? {} : { label });
      classifier.dispose();
      if (json) return console.log(JSON.stringify(explanation));
      console.log(`${explanation.label}\t${explanation.probability.toFixed(4)}`);
      const strongest = [...explanation.words]
        .sort((one, other) => Math.abs(other.influence) - Math.abs(one.influence))
        .slice(0, words);
      for (const { influence, text: word } of strongest) {
        console.log(`${influence < 0 ? "" : "+"}${influence.toFixed(3)}\t${word}`);
      }
    });
}
