/** Probabilities are never taken as less: their logarithm would be infinite. */
const SMALLEST = 1e-12;

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
  if (!(classes >= 1 && Number.isInteger(probabilities.length / classes))) {
    throw new RangeError(
      `temperedProbabilities: expected rows of ${classes} probabilities, got ${probabilities.length} in all`,
    );
  }
  if (temperature === 1) return probabilities.slice();
  const tempered = new Float32Array(probabilities.length);
  for (let start = 0; start < probabilities.length; start += classes) {
    const logits = Array.from(
      probabilities.subarray(start, start + classes),
      (probability) => Math.log(Math.max(probability, SMALLEST)) / temperature,
    );
    const largest = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    powers.forEach((power, index) => {
      tempered[start + index] = power / sum;
    });
  }
  return tempered;
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
  const classes = probabilities.length / labels.length;
  if (!(labels.length > 0 && Number.isInteger(classes) && classes >= 2)) {
    throw new RangeError(
      `fitTemperature: expected probabilities [N,C] of N >= 1 texts, got ${probabilities.length} for ${labels.length}`,
    );
  }
  const strange = labels.find((label) => !(label >= 0 && label < classes));
  if (strange !== undefined) {
    throw new RangeError(`fitTemperature: expected labels in [0, ${classes}), got ${strange}`);
  }
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]++;
  const doubts = Float64Array.from(counts, (count) => 1 / (count + 2));
  const loss = (logTemperature: number) => meanNats(probabilities, labels, doubts, Math.exp(logTemperature));
  // The loss is convex in 1 / temperature, so it has one minimum in the logarithm, too.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(LOWEST), Math.log(HIGHEST)];
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [leftLoss, rightLoss] = [loss(left), loss(right)];
  for (let step = 0; step < STEPS; step++) {
    if (leftLoss <= rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - ratio * (high - low);
      leftLoss = loss(left);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + ratio * (high - low);
      rightLoss = loss(right);
    }
  }
  return Math.exp((low + high) / 2);
}

/** @param doubts [C]: the share of a class's weight that goes to the other classes. */
function meanNats(
  probabilities: Float32Array,
  labels: Int32Array,
  doubts: Float64Array,
  temperature: number,
): number {
  const classes = doubts.length;
  let nats = 0;
  for (const [row, label] of labels.entries()) {
    const logits = Array.from(
      probabilities.subarray(row * classes, (row + 1) * classes),
      (probability) => Math.log(Math.max(probability, SMALLEST)) / temperature,
    );
    const largest = Math.max(...logits);
    const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    const others = logits.reduce((total, logit) => total + logit, -logits[label]) / (classes - 1);
    nats += largest + Math.log(sum) - (1 - doubts[label]) * logits[label] - doubts[label] * others;
  }
  return nats / labels.length;
}
