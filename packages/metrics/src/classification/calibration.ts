import { requireIds, requireInteger, requirePairs } from "../require.ts";
import { readClassProbabilities } from "./class-probabilities.ts";

const MOST_BINS = 100_000;

/** The predictions whose confidence is in (lower, upper]; the first bin holds 0 too. */
export interface CalibrationBin {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  /** Mean confidence of the bin's predictions. */
  readonly confidence: number;
  /** Share of them that were right. */
  readonly accuracy: number;
}

/** Compares how sure predictions are with how often they are right, in bins of equal width over [0, 1]. */
export class CalibrationBins {
  private readonly counts: Float64Array;
  private readonly confidences: Float64Array;
  private readonly hits: Float64Array;

  /** @throws RangeError when `bins` is not an integer in [1, 100000]. */
  constructor({ bins = 15 }: { bins?: number } = {}) {
    requireInteger("CalibrationBins", "bins", bins, 1, MOST_BINS);
    this.counts = new Float64Array(bins);
    this.confidences = new Float64Array(bins);
    this.hits = new Float64Array(bins);
  }

  /**
   * Counts one batch of predictions.
   *
   * @param outcomes [N] 1 where the prediction was right, 0 where not.
   * @param confidences [N] in [0, 1]: how sure it was.
   * @throws RangeError when the lengths differ or are 0 or a number is out of range; nothing is counted then.
   */
  add(outcomes: ArrayLike<number>, confidences: ArrayLike<number>): this {
    requirePairs("CalibrationBins.add", "outcomes", outcomes, "confidences", confidences);
    requireIds("CalibrationBins.add", "outcomes", outcomes, 2);
    for (let item = 0; item < confidences.length; item++) {
      if (!(confidences[item] >= 0 && confidences[item] <= 1)) {
        throw new RangeError(
          `CalibrationBins.add: expected confidences in [0, 1], got ${confidences[item]} at ${item}`,
        );
      }
    }
    for (let item = 0; item < confidences.length; item++) {
      const bin = this.binOf(confidences[item]);
      this.counts[bin]++;
      this.confidences[bin] += confidences[item];
      this.hits[bin] += outcomes[item];
    }
    return this;
  }

  /** The bins that hold a prediction, ascending: the points of a reliability diagram. */
  filled(): CalibrationBin[] {
    const bins = this.counts.length;
    return Array.from(this.counts, (count, bin) => ({
      lower: bin / bins,
      upper: (bin + 1) / bins,
      count,
      confidence: this.confidences[bin] / count,
      accuracy: this.hits[bin] / count,
    })).filter(({ count }) => count > 0);
  }

  /**
   * Mean over all predictions of their bin's |accuracy - confidence|, in [0, 1].
   *
   * @throws RangeError when no prediction was counted.
   */
  expectedError(): number {
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    if (total === 0) {
      throw new RangeError("CalibrationBins.expectedError: expected at least one prediction, got 0");
    }
    const gaps = this.hits.map((hits, bin) => Math.abs(hits - this.confidences[bin]));
    return gaps.reduce((sum, gap) => sum + gap, 0) / total;
  }

  private binOf(confidence: number): number {
    const bins = this.counts.length;
    const bin = Math.min(bins - 1, Math.floor(confidence * bins));
    // An edge belongs to the bin below it, also where the product was rounded up to it.
    return bin > 0 && confidence <= bin / bins ? bin - 1 : bin;
  }
}

/**
 * Expected calibration error of the most probable class, in [0, 1]: 0 when, among predictions made with
 * probability p, a share p is right. Of equally probable classes the one of the lowest id is predicted.
 *
 * Naeini, Cooper and Hauskrecht 2015; Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural
 * networks", ICML 2017, whose 15 bins of equal width are the default.
 *
 * @param classIds [N] the actual classes.
 * @param probabilities [N,K] row-major, or [N]: of class 1 of two.
 * @throws RangeError as `logLoss` and {@link CalibrationBins} do.
 */
export function expectedCalibrationError(
  classIds: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { bins = 15 }: { bins?: number } = {},
): number {
  const { classes, at } = readClassProbabilities("expectedCalibrationError", classIds, probabilities);
  const outcomes = new Uint8Array(classIds.length);
  const confidences = new Float64Array(classIds.length);
  for (let item = 0; item < classIds.length; item++) {
    let best = 0;
    for (let id = 1; id < classes; id++) if (at(item, id) > at(item, best)) best = id;
    outcomes[item] = classIds[item] === best ? 1 : 0;
    confidences[item] = at(item, best);
  }
  return new CalibrationBins({ bins }).add(outcomes, confidences).expectedError();
}
