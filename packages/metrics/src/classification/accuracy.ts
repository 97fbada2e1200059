import { type ConfusionMatrix, requireCounted } from "./confusion-matrix.ts";

/**
 * The share of pairs predicted right, in [0, 1].
 *
 * @throws RangeError when no pair was counted.
 */
export function accuracy(confusion: ConfusionMatrix): number {
  requireCounted("accuracy", confusion);
  return confusion.correct / confusion.total;
}
