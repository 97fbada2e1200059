import { requireIds, requirePairs } from "../require.ts";

/** What is predicted positive at each different score, from the highest score to the lowest. All [M]. */
export interface ThresholdCounts {
  /** The different scores, descending; an item is predicted positive when its score is at least this. */
  readonly thresholds: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Counts true and false positives at every different score. Items of one score are taken together, so
 * their order in the input changes nothing: this is what makes the areas right for ties.
 *
 * @param labels [N] 1 for positive, 0 for negative.
 * @param scores [N] finite; higher means more likely positive.
 */
export function thresholdCounts(
  caller: string,
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): ThresholdCounts {
  requirePairs(caller, "labels", labels, "scores", scores);
  requireIds(caller, "labels", labels, 2);
  const order = new Uint32Array(labels.length);
  for (let index = 0; index < order.length; index++) {
    if (!Number.isFinite(scores[index])) {
      throw new RangeError(`${caller}: expected finite scores, got ${scores[index]} at ${index}`);
    }
    order[index] = index;
  }
  order.sort((first, second) => scores[second] - scores[first]);

  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let positives = 0;
  for (let rank = 0; rank < order.length; rank++) {
    positives += labels[order[rank]];
    const score = scores[order[rank]];
    if (rank + 1 < order.length && scores[order[rank + 1]] === score) continue;
    thresholds.push(score);
    truePositives.push(positives);
    falsePositives.push(rank + 1 - positives);
  }
  return {
    thresholds: Float64Array.from(thresholds),
    truePositives: Float64Array.from(truePositives),
    falsePositives: Float64Array.from(falsePositives),
    positives,
    negatives: order.length - positives,
  };
}
