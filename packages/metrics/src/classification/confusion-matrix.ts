import { requireIds, requireInteger, requirePairs } from "../require.ts";

/** K² counts of 8 bytes: 134 MB at this many classes. */
const MOST_CLASSES = 4096;

/**
 * How often each class was taken for each other: the accumulator from which accuracy, precision, recall,
 * F1 and the Matthews correlation are read. Its memory does not grow with the data.
 */
export class ConfusionMatrix {
  /** K: class ids are in [0, K). */
  readonly classes: number;
  /** [K,K] row-major: row the actual class, column the predicted one. */
  readonly counts: Float64Array;

  /** @throws RangeError when `classes` is not an integer in [1, 4096]. */
  constructor(classes: number) {
    requireInteger("ConfusionMatrix", "classes", classes, 1, MOST_CLASSES);
    this.classes = classes;
    this.counts = new Float64Array(classes * classes);
  }

  /**
   * Counts one batch of pairs.
   *
   * @param actual [N] class ids.
   * @param predicted [N] class ids.
   * @throws RangeError when the lengths differ or an id is not in [0, K); nothing is counted then.
   */
  add(actual: ArrayLike<number>, predicted: ArrayLike<number>): this {
    requirePairs("ConfusionMatrix.add", "actual", actual, "predicted", predicted);
    requireIds("ConfusionMatrix.add", "actual classes", actual, this.classes);
    requireIds("ConfusionMatrix.add", "predicted classes", predicted, this.classes);
    for (let index = 0; index < actual.length; index++) {
      this.counts[actual[index] * this.classes + predicted[index]]++;
    }
    return this;
  }

  /** How many pairs of this actual and this predicted class were counted. */
  count(actual: number, predicted: number): number {
    return this.counts[actual * this.classes + predicted];
  }

  /** How many pairs were counted. */
  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** How many pairs were predicted right. */
  get correct(): number {
    let sum = 0;
    for (let id = 0; id < this.classes; id++) sum += this.count(id, id);
    return sum;
  }

  /** [K]: how often each class was the actual one (its support). */
  actualCounts(): Float64Array {
    const sums = new Float64Array(this.classes);
    this.counts.forEach((count, cell) => {
      sums[Math.floor(cell / this.classes)] += count;
    });
    return sums;
  }

  /** [K]: how often each class was predicted. */
  predictedCounts(): Float64Array {
    const sums = new Float64Array(this.classes);
    this.counts.forEach((count, cell) => {
      sums[cell % this.classes] += count;
    });
    return sums;
  }
}

/**
 * The confusion matrix of two arrays of class ids.
 *
 * @param actual [N] class ids.
 * @param predicted [N] class ids.
 * @param options.classes K; default: one more than the largest id in either array.
 * @throws RangeError when the lengths differ or are 0, or an id is not in [0, K).
 */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  { classes }: { classes?: number } = {},
): ConfusionMatrix {
  requirePairs("confusionMatrix", "actual", actual, "predicted", predicted);
  if (classes !== undefined) return new ConfusionMatrix(classes).add(actual, predicted);
  requireIds("confusionMatrix", "actual classes", actual, MOST_CLASSES);
  requireIds("confusionMatrix", "predicted classes", predicted, MOST_CLASSES);
  let largest = 0;
  for (let index = 0; index < actual.length; index++) {
    largest = Math.max(largest, actual[index], predicted[index]);
  }
  return new ConfusionMatrix(largest + 1).add(actual, predicted);
}

/** Throws unless `confusion` has counted a pair. */
export function requireCounted(caller: string, confusion: ConfusionMatrix): void {
  if (confusion.total === 0) throw new RangeError(`${caller}: expected at least one counted pair, got 0`);
}
