import { rm } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { EvaluationReport, TextClassifier } from "@engram/classification";
import { saveTextClassifier } from "@engram/classification/node";
import { modelCard, type SequenceClassifier } from "@engram/lstm-core";
import { writeFileWhole } from "@engram/lstm-core/node";
import { loadClassifier } from "../load-classifier.ts";
import { scoreTexts, writeReport } from "../score-texts.ts";
import type { PreparedData } from "./prepare-data.ts";
import { type Run, runPaths, saveRun } from "./run-file.ts";
import { trainCommand } from "./train-command.ts";

/**
 * Saves a trained classifier, scores what was saved on the test texts, and writes the reports and the card.
 *
 * The numbers are those of the files, loaded again: with int8 weights, those of the int8 weights.
 */
export async function finishRun(
  directory: string,
  classifier: TextClassifier,
  { run, data }: { readonly run: Run; readonly data: PreparedData },
): Promise<EvaluationReport> {
  const { precision, recipe } = run.options;
  const paths = runPaths(directory);
  await saveTextClassifier(directory, classifier, { precision });
  const saved = await loadClassifier(directory);
  const report = await scoreTexts(saved, data.test, { seed: recipe.seed }).finally(() => saved.dispose());
  const title = basename(resolve(directory));
  const write = (path: string, text: string) => writeFileWhole(path, new TextEncoder().encode(text));
  await write(paths.scores, `${JSON.stringify(report, null, 2)}\n`);
  await writeReport(paths.report, report, title);
  await write(paths.card, cardOf(title, classifier, run, report));
  await saveRun(directory, { ...run, finished: true });
  await rm(paths.work, { recursive: true, force: true });
  return report;
}

function cardOf(
  title: string,
  { config, members }: TextClassifier,
  run: Run,
  { scores, intervals }: EvaluationReport,
) {
  const { options, texts, duplicates } = run;
  const range = intervals.accuracy;
  return modelCard({
    title,
    // What buildTextClassifier made.
    model: members[0].model as SequenceClassifier,
    data: run.sources.map(({ name, texts: count, sha256 }) => ({ name: `${name}, ${count} texts`, sha256 })),
    command: trainCommand(run),
    seed: options.recipe.seed,
    numbers: {
      labels: config.labels.join(", "),
      reads: members.map(({ reversed }) => (reversed ? "backward" : "forward")).join(" and "),
      weights: options.precision,
      "training, validation and test texts": `${texts.train}, ${texts.validation}, ${texts.test}`,
      [`training texts that the test knows (${options.duplicates === "remove" ? "left out" : "kept"})`]:
        duplicates.ofTest,
      "accuracy on the test texts": scores.accuracy,
      ...(range && { "its 95% interval": `${range.lower} to ${range.upper}` }),
      "macro F1": scores.macroF1,
      "ROC AUC": scores.rocAuc ?? "not defined",
      "log loss, nats": scores.logLoss,
      "expected calibration error": scores.expectedCalibrationError,
      temperature: config.temperature,
    },
  });
}
