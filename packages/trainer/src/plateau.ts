import { requireInteger, requireNumber } from "./check.ts";
import type { Schedule } from "./schedule.ts";

export interface PlateauOptions {
  /** What each drop multiplies the rate by, in (0, 1). Default 0.1. */
  readonly factor?: number;
  /** Evaluations without improvement that are borne before a drop. Default 2. */
  readonly patience?: number;
  /** Share of the best loss by which a loss must lie below it to be an improvement. Default 1e-4. */
  readonly threshold?: number;
  /** The rate never drops below this. Default 0. */
  readonly floor?: number;
}

/**
 * The rate drops each time the validation loss has not improved in more than `patience` evaluations, as PyTorch's
 * ReduceLROnPlateau does. It is worked out anew from the list of evaluations, which checkpoints hold.
 */
export function plateau(
  learningRate: number,
  { factor = 0.1, patience = 2, threshold = 1e-4, floor = 0 }: PlateauOptions = {},
): Schedule {
  requireNumber("plateau: learningRate", learningRate, { above: 0 });
  requireNumber("plateau: factor", factor, { above: 0, below: 1 });
  requireInteger("plateau: patience", patience, 0);
  requireNumber("plateau: threshold", threshold, { from: 0, below: 1 });
  requireNumber("plateau: floor", floor, { from: 0, to: learningRate });
  return ({ evaluations }) => {
    let rate = learningRate;
    let best = Number.POSITIVE_INFINITY;
    let waited = 0;
    for (const loss of evaluations) {
      if (loss < best * (1 - threshold)) {
        best = loss;
        waited = 0;
      } else if (++waited > patience) {
        rate = Math.max(floor, rate * factor);
        waited = 0;
      }
    }
    return rate;
  };
}
