/**
 * The area under the ROC curve of resamples of the same texts, in time N each: they are sorted once, where `rocAuc` of
 * metrics would sort every resample.
 *
 * @param isOfClass [N] 1 or 0.
 * @param scores [N]
 * @returns from text indices [N], drawn with replacement, to the area; NaN when they are all of one kind.
 */
export function resampledRocAuc(
  isOfClass: ArrayLike<number>,
  scores: ArrayLike<number>,
): (indices: Int32Array) => number {
  const order = Int32Array.from(scores, (_, text) => text).sort((one, other) => scores[one] - scores[other]);
  const rankOf = new Int32Array(order.length);
  let ranks = 0;
  for (const [place, text] of order.entries()) {
    if (place > 0 && scores[text] > scores[order[place - 1]]) ranks++;
    rankOf[text] = ranks;
  }
  const positives = new Float64Array(ranks + 1);
  const negatives = new Float64Array(ranks + 1);
  return (indices) => {
    positives.fill(0);
    negatives.fill(0);
    for (const text of indices) (isOfClass[text] ? positives : negatives)[rankOf[text]]++;
    let won = 0;
    let negativesBelow = 0;
    let allPositives = 0;
    for (let rank = 0; rank <= ranks; rank++) {
      won += positives[rank] * (negativesBelow + negatives[rank] / 2);
      negativesBelow += negatives[rank];
      allPositives += positives[rank];
    }
    return won / (allPositives * negativesBelow);
  };
}
