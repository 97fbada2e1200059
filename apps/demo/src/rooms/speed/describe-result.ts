import { formatNumber } from "../../language/language.ts";
import { tokensPerStep } from "../../worker/speed/speed-job.ts";
import type { SpeedMessages } from "./messages.ts";
import { isTimed, type SpeedResult, type SpeedRow } from "./speed-result.ts";

/** The facts of a measurement, each with its label. */
export function factsOf(
  { job, losses, place }: SpeedResult,
  text: SpeedMessages,
): readonly (readonly [string, string])[] {
  const { facts } = text;
  return [
    [facts.model, text.modelFact(job.vocabularySize, job.embeddingSize, job.hiddenSize)],
    [facts.batch, text.batchFact(job.batchSize, job.sequenceLength, job.everyStep)],
    [facts.optimizer, text.optimizerFact(job.learningRate)],
    [facts.losses, lossesInWords(losses)],
    [facts.browser, place.userAgent],
    [facts.cores, String(place.cores)],
    [facts.isolated, place.isIsolated ? text.yes : text.no],
    [facts.date, place.date],
  ];
}

/** Why a row has no times. */
export function reasonOf(row: SpeedRow, text: SpeedMessages): string {
  switch (row.outcome) {
    case "slow":
      return text.slow(formatNumber(row.longerThan));
    case "differs":
      return text.differs(lossesInWords(row.losses));
    case "failed":
      return text.notHere(row.reason);
    default:
      return "";
  }
}

/** "Engram is 12.3 times as fast as TensorFlow.js on WebGL here." */
export function sentenceOf({ comparison }: SpeedResult, text: SpeedMessages): string {
  if (comparison === undefined) return text.noRival;
  return text.sentence(formatRatio(comparison.ratio), text.names[comparison.best]);
}

/** A measurement as plain text, a line a row. */
export function describeResult(result: SpeedResult, text: SpeedMessages): string {
  const { job, rows, comparison } = result;
  const lines = rows.map((row) => {
    const name = row.runs === undefined ? text.names[row.implementation] : row.runs;
    if (!isTimed(row)) return `${name}: ${reasonOf(row, text)}`;
    const tokens = formatNumber((1000 * tokensPerStep(job)) / row.milliseconds);
    return [
      `${name}: ${formatMilliseconds(row.milliseconds)} ms`,
      `(${formatMilliseconds(row.least)} – ${formatMilliseconds(row.most)})`,
      `${text.columns.tokens}: ${tokens}`,
      `${text.columns.steps}: ${row.steps}`,
      ...(row.outcome === "tried" ? [text.onlyTried] : []),
      ...(row.embedsByProduct ? [text.embedsByProduct] : []),
    ].join("; ");
  });
  return [
    `${text.jobs[job.name]}. ${sentenceOf(result, text)}`,
    ...(comparison === undefined ? [] : [rangeOf(comparison, text), differenceOf(comparison, text)]),
    ...lines,
    ...factsOf(result, text).map(([label, value]) => `${label}: ${value}`),
  ].join("\n");
}

export function rangeOf(
  { leastRatio, mostRatio, rounds }: NonNullable<SpeedResult["comparison"]>,
  text: SpeedMessages,
): string {
  return text.range(formatRatio(leastRatio), formatRatio(mostRatio), rounds);
}

export function differenceOf(
  { lossDifference }: NonNullable<SpeedResult["comparison"]>,
  text: SpeedMessages,
): string {
  return text.sameLosses(formatNumber(Math.ceil(lossDifference * 1e6) / 1e4, 4));
}

export function formatRatio(ratio: number): string {
  return formatNumber(ratio, ratio < 20 ? 1 : 0);
}

export function formatMilliseconds(milliseconds: number): string {
  return formatNumber(milliseconds, milliseconds < 100 ? 1 : 0);
}

function lossesInWords(losses: readonly number[]): string {
  return losses.map((loss) => formatNumber(loss, 5)).join(", ");
}
