import { type ConfusionMatrix, requireCounted } from "./confusion-matrix.ts";

/**
 * The correlation of actual and predicted classes, in [-1, 1]: 1 is perfect, 0 no better than chance.
 * 0 where it is undefined: when all actual or all predicted ids are one class.
 *
 * Matthews 1975 for two classes; for more, Gorodkin, "Comparing two K-category assignments by a
 * K-category correlation coefficient", 2004.
 *
 * @throws RangeError when no pair was counted.
 */
export function matthewsCorrelation(confusion: ConfusionMatrix): number {
  requireCounted("matthewsCorrelation", confusion);
  const { total, correct } = confusion;
  const actual = confusion.actualCounts();
  const predicted = confusion.predictedCounts();
  const product = (first: Float64Array, second: Float64Array) =>
    first.reduce((sum, count, id) => sum + count * second[id], 0);
  const covariance = correct * total - product(actual, predicted);
  const actualVariance = total * total - product(actual, actual);
  const predictedVariance = total * total - product(predicted, predicted);
  if (actualVariance === 0 || predictedVariance === 0) return 0;
  return covariance / Math.sqrt(actualVariance) / Math.sqrt(predictedVariance);
}
