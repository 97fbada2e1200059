import { doubtingNats } from "./doubting-nats.ts";
import { goldenSection } from "./golden-section.ts";
import { poolProbabilities } from "./pool-probabilities.ts";

const LOWEST = 0.05;
const HIGHEST = 20;
/** Steps of the golden-section search: the interval of log temperatures shrinks to 1e-8. */
const STEPS = 45;

/** @throws RangeError unless it is a finite number above 0. */
export function checkTemperature(temperature: number, owner: string): void {
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new RangeError(`${owner}: expected a temperature above 0, got ${temperature}`);
  }
}

/**
 * Probabilities whose logits are divided by the temperature: softmax(log p / temperature).
 *
 * @param probabilities [N,C] row-major.
 * @returns a new array.
 * @throws RangeError when the temperature is not above 0, or the probabilities are not rows of `classes`.
 */
export function temperedProbabilities(
  probabilities: Float32Array,
  classes: number,
  temperature: number,
): Float32Array {
  checkTemperature(temperature, "temperedProbabilities");
  return poolProbabilities([probabilities], classes, [1 / temperature]);
}

/**
 * The temperature with the lowest loss on texts that the model was not trained on (Guo, Pleiss, Sun and Weinberger
 * 2017, "On calibration of modern neural networks"). The likeliest class of a text stays what it is.
 *
 * A class with n texts counts as if one of n + 2 were of another class (Platt 1999, "Probabilistic outputs for support
 * vector machines"): a few texts that are all right are no proof of certainty, and would else give the lowest
 * temperature there is.
 *
 * @param probabilities [N,C] row-major, as the model gives them.
 * @param labels [N]
 * @returns the temperature in [0.05, 20].
 * @throws RangeError when the sizes do not fit, a label is not in [0, C), or there is no text.
 */
export function fitTemperature(probabilities: Float32Array, labels: Int32Array): number {
  const nats = doubtingNats([probabilities], labels, "fitTemperature");
  const loss = (logTemperature: number) => nats([1 / Math.exp(logTemperature)]);
  // The loss is convex in 1 / temperature, so it has one minimum in the logarithm, too.
  return Math.exp(goldenSection(loss, [Math.log(LOWEST), Math.log(HIGHEST)], STEPS));
}
