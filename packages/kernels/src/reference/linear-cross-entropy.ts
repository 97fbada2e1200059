import type { ReferenceOperation } from "./index.ts";

/**
 * The cross-entropy of softmax(hidden kernel + bias) with a target for each row, and its gradients.
 *
 * hidden [N,H]; kernel [H,V], or [V,H] when kernelTransposed; bias [V] or 0; targets int32 [N], where ignoreId
 * has no loss. losses [N] in nats, not scaled: (1 - labelSmoothing) of the target's and labelSmoothing of the
 * mean over all of V (Szegedy et al. 2016). loss [1] = scale * their sum. hiddenGrad, kernelGrad, biasGrad:
 * of `loss`, in the layout of what they belong to; each may be 0. Targets outside [0, V) give NaN.
 */
export const referenceLinearCrossEntropy: ReferenceOperation<"linearCrossEntropy"> = (given, memory) => {
  const { rows, hiddenSize, vocabularySize, kernelTransposed, scale, labelSmoothing } = given;
  const array = (offset: number, length: number) =>
    offset === 0 ? undefined : memory.float32(offset, length);
  const hidden = memory.float32(given.hidden, rows * hiddenSize);
  const kernel = memory.float32(given.kernel, hiddenSize * vocabularySize);
  const bias = array(given.bias, vocabularySize);
  const targets = memory.int32(given.targets, rows);
  const losses = memory.float32(given.losses, rows);
  const hiddenGrad = array(given.hiddenGrad, rows * hiddenSize)?.fill(0);
  const kernelGrad = new Float64Array(hiddenSize * vocabularySize);
  const biasGrad = new Float64Array(vocabularySize);
  const at = (h: number, v: number) => (kernelTransposed ? v * hiddenSize + h : h * vocabularySize + v);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    losses[row] = 0;
    if (targets[row] === (given.ignoreId | 0)) continue;
    const input = hidden.subarray(row * hiddenSize, (row + 1) * hiddenSize);
    const logits = Float64Array.from({ length: vocabularySize }, (_, v) =>
      input.reduce((sum, x, h) => sum + x * kernel[at(h, v)], bias?.[v] ?? 0),
    );
    const normaliser = logSumExp(logits);
    const nats = logits.map((logit) => normaliser - logit);
    const mean = nats.reduce((sum, value) => sum + value, 0) / vocabularySize;
    const target = nats[targets[row]] ?? Number.NaN;
    const loss = (1 - labelSmoothing) * target + labelSmoothing * mean;
    losses[row] = loss;
    total += loss;
    const logitGrad = nats.map((value, v) => {
      const wanted = (v === targets[row] ? 1 - labelSmoothing : 0) + labelSmoothing / vocabularySize;
      return scale * (Math.exp(-value) - wanted + 0 * target);
    });
    for (let h = 0; h < hiddenSize; h++) {
      let sum = 0;
      for (let v = 0; v < vocabularySize; v++) {
        sum += logitGrad[v] * kernel[at(h, v)];
        kernelGrad[at(h, v)] += logitGrad[v] * input[h];
      }
      if (hiddenGrad !== undefined) hiddenGrad[row * hiddenSize + h] = sum;
    }
    for (let v = 0; v < vocabularySize; v++) biasGrad[v] += logitGrad[v];
  }
  memory.float32(given.loss, 1)[0] = scale * total;
  array(given.kernelGrad, kernelGrad.length)?.set(kernelGrad);
  array(given.biasGrad, vocabularySize)?.set(biasGrad);
};

function logSumExp(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
