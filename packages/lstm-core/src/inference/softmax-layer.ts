/** What stands behind the pooled vectors. */
export interface SoftmaxHead {
  readonly kernel: Float32Array; // [F,C]
  readonly bias: Float32Array; // [C]
}

/** softmax(features kernel + bias): [B,C] of features [B,F], kernel [F,C] and bias [C]. */
export function softmaxLayer(
  features: Float32Array,
  batch: number,
  kernel: Float32Array,
  bias: Float32Array,
): Float32Array {
  const classes = bias.length;
  const width = features.length / batch;
  const probabilities = new Float32Array(batch * classes);
  const logits = new Float64Array(classes);
  for (let row = 0; row < batch; row++) {
    logits.set(bias);
    for (let index = 0; index < width; index++) {
      const feature = features[row * width + index];
      for (let label = 0; label < classes; label++)
        logits[label] += feature * kernel[index * classes + label];
    }
    const highest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
    const powers = logits.map((logit) => Math.exp(logit - highest));
    const sum = powers.reduce((total, power) => total + power, 0);
    for (let label = 0; label < classes; label++) probabilities[row * classes + label] = powers[label] / sum;
  }
  return probabilities;
}
