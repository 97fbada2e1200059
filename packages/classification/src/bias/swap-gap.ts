import { bootstrapInterval, wilsonInterval } from "@engram/metrics";
import type { Estimate, SwapGap } from "./bias-report.ts";
import type { ScoredText } from "./score-texts.ts";

/** One text as it is about one group and about another. */
export interface Comparison {
  /** Probability of the label in the text of the first group less that in the text of the second. */
  readonly gap: number;
  /** Whether the two are decided differently. */
  readonly flips: boolean;
}

export function compare(first: ScoredText, second: ScoredText): Comparison {
  return { gap: first.probability - second.probability, flips: first.decision !== second.decision };
}

/** What a pair of groups has in common. @throws RangeError for no comparison. */
export function swapGap(comparisons: readonly Comparison[], seed: number): SwapGap {
  const gaps = comparisons.map(({ gap }) => gap);
  const flips = comparisons.filter((comparison) => comparison.flips).length;
  return {
    texts: comparisons.length,
    meanGap: meanInterval(gaps, seed),
    meanAbsoluteGap: meanInterval(gaps.map(Math.abs), seed),
    flipShare: wilsonInterval(flips, comparisons.length),
  };
}

/** The mean of N values with its bootstrap interval. */
export function meanInterval(values: readonly number[], seed: number): Estimate {
  const { estimate, lower, upper } = bootstrapInterval(values.length, (indices) => meanAt(values, indices), {
    seed,
  });
  return { estimate, lower, upper };
}

function meanAt(values: readonly number[], indices: Int32Array): number {
  let sum = 0;
  for (const index of indices) sum += values[index];
  return sum / indices.length;
}
