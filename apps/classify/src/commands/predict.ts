import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { pipeline } from "node:stream/promises";
import { decodeUtf8, splitLines } from "@engram/dataset";
import { type Command, Option } from "commander";
import { readMailText, readRawMail } from "../data/mail-text-of.ts";
import { openPredictor, type Predictor } from "../prediction/open-predictor.ts";
import { predictCsv } from "../prediction/predict-csv.ts";
import { predictTexts } from "../prediction/predict-texts.ts";
import { showPrediction } from "../prediction/show-prediction.ts";
import { addTaskFlag, type SourceFlags, sourceOf } from "../prediction/source-flags.ts";

interface PredictFlags extends SourceFlags {
  file?: string[];
  csv?: string;
  textField: string;
  json: boolean;
}

/** `engram-classify predict`: what texts are. */
export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .description("say what texts are: label and probability, a line each")
    .argument("[directory]", "folder of a classifier; not with --task")
    .argument("[texts...]", "texts to classify; without any, the lines of the standard input")
    .option("--file <files...>", "classify whole files; .eml as mails")
    .addOption(
      new Option("--csv <file>", "write this .csv or .tsv file with two columns more").conflicts([
        "file",
        "json",
      ]),
    )
    .option("--text-field <name>", "column of --csv with the text", "text")
    .option("--json", "a JSON object a line, with the probability of every class", false);
  addTaskFlag(command)
    .addHelpText(
      "after",
      `
Examples:
  $ engram-classify predict --task sentiment "Worth every minute"
  $ engram-classify predict runs/stars "Worth every minute" "Never again" --json
  $ tail -f reviews.txt | engram-classify predict runs/stars
  $ engram-classify predict runs/stars --csv reviews.csv --text-field review > labelled.csv
  $ engram-classify predict --task spam --file inbox/17.eml`,
    )
    .action(async (first: string | undefined, rest: string[], flags: PredictFlags) => {
      const isText = flags.task !== undefined && first !== undefined;
      const texts = isText ? [first, ...rest] : rest;
      if (texts.length > 0 && (flags.file ?? flags.csv) !== undefined) {
        throw new Error("expected texts, --file or --csv, got several of them");
      }
      const predictor = await openPredictor(sourceOf(isText ? undefined : first, flags));
      try {
        await pipeline(outputOf(predictor, texts, flags), process.stdout, { end: false });
      } finally {
        predictor.dispose();
      }
    });
}

async function* outputOf(
  predictor: Predictor,
  texts: readonly string[],
  { file, csv, textField, json }: PredictFlags,
) {
  if (csv !== undefined) return yield* predictCsv(predictor, csv, textField);
  for await (const { prediction } of predictTexts(
    predictor,
    inputOf(predictor, texts, file),
    (text) => text,
  )) {
    yield `${showPrediction(prediction, json)}\n`;
  }
}

async function* inputOf(
  { takesMails = false }: Predictor,
  texts: readonly string[],
  files: readonly string[] | undefined,
) {
  if (files !== undefined) {
    for (const path of files) {
      if (extname(path).toLowerCase() !== ".eml") yield await readFile(path, "utf8");
      else yield takesMails ? (await readRawMail(path)).raw : await readMailText(path);
    }
  } else if (texts.length > 0) yield* texts;
  else for await (const { text } of splitLines(decodeUtf8(process.stdin, { source: "stdin" }))) yield text;
}
