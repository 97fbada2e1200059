import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { DATA_SET_NAMES, knownDataSet } from "../data/data-sets.ts";
import { addFieldFlags } from "../data/field-flags.ts";
import { type Fields, readLabelledTexts } from "../data/read-labelled-texts.ts";
import { loadClassifier } from "../load-classifier.ts";
import { wholeNumber } from "../numbers.ts";
import { parseArgument } from "../parse-argument.ts";

interface EvalFlags extends Fields {
  data?: string;
  json: boolean;
  report?: string;
  seed: number;
}

/** `engram-classify eval`: the scores of a classifier on labelled texts. */
export function addEvalCommand(program: Command): void {
  const command = program
    .command("eval")
    .description("score a classifier on labelled texts that it has not seen")
    .argument("<directory>", "folder of a classifier")
    .argument(
      "[files...]",
      ".csv, .tsv or .jsonl files, or folders with a folder of .txt files for each label",
    )
    .option("--data <name>", `the test part of a data set instead of files: ${DATA_SET_NAMES.join(", ")}`);
  addFieldFlags(command)
    .option("--json", "print the whole report as one JSON object", false)
    .option("--report <file>", "write the report as an HTML page, too")
    .option("--seed <n>", "of the bootstrap intervals", parseArgument(wholeNumber(0)), 0)
    .addHelpText(
      "after",
      `
Examples:
  $ engram-classify eval runs/stars new.csv --text-field review --label-field stars
  $ engram-classify eval runs/imdb --data imdb --json
  $ engram-classify eval runs/spam mails/ --report spam.html`,
    )
    .action(
      async (
        directory: string,
        files: string[],
        { data, json, report: page, seed, ...fields }: EvalFlags,
      ) => {
        const { scoreTable, scoreTexts, writeReport } = await import("../score-texts.ts");
        const classifier = await loadClassifier(directory);
        const texts = data === undefined ? await filesToScore(files, fields) : await testPart(data, files[0]);
        const report = await scoreTexts(classifier, texts, { seed });
        classifier.dispose();
        if (page !== undefined) {
          await writeReport(page, report, basename(resolve(directory)));
        }
        console.log(json ? JSON.stringify(report) : scoreTable(report));
      },
    );
}

function filesToScore(files: readonly string[], fields: Fields) {
  if (files.length === 0) throw new Error("expected files to score on, or --data; --help has examples");
  return readLabelledTexts(files, fields);
}

/** The official test texts of a data set; all of its texts where it names none. */
async function testPart(name: string, path: string | undefined) {
  const { train, test } = await knownDataSet(name).read(path);
  return test ?? train;
}
