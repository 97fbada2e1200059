import type { ReferenceOperation } from "./index.ts";

/** output = gain * (input - mean) / sqrt(variance + epsilon) + bias, by rows (Ba, Kiros and Hinton 2016). */
export const referenceLayerNormForward: ReferenceOperation<"layerNormForward"> = (given, memory) => {
  const { rows, width, epsilon } = given;
  const input = memory.float32(given.input, rows * width);
  const output = memory.float32(given.output, rows * width);
  const gain = memory.float32(given.gain, width);
  const bias = memory.float32(given.bias, width);
  const means = memory.float32(given.mean, rows);
  const inverses = memory.float32(given.inverseDeviation, rows);
  for (let row = 0; row < rows; row++) {
    const values = Array.from(input.subarray(row * width, (row + 1) * width));
    const mean = average(values);
    const inverse = 1 / Math.sqrt(average(values.map((value) => (value - mean) ** 2)) + epsilon);
    means[row] = mean;
    inverses[row] = inverse;
    values.forEach((value, column) => {
      output[row * width + column] = gain[column] * (value - mean) * inverse + bias[column];
    });
  }
};

/** The gradients of the input by rows, of gain and bias summed over all rows. */
export const referenceLayerNormBackward: ReferenceOperation<"layerNormBackward"> = (given, memory) => {
  const { rows, width } = given;
  const input = memory.float32(given.input, rows * width);
  const gain = memory.float32(given.gain, width);
  const means = memory.float32(given.mean, rows);
  const inverses = memory.float32(given.inverseDeviation, rows);
  const outputGrad = memory.float32(given.outputGrad, rows * width);
  const inputGrad = memory.float32(given.inputGrad, rows * width);
  const gainGrad = new Float64Array(width);
  const biasGrad = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    const changes = outputGrad.subarray(row * width, (row + 1) * width);
    const normal = Array.from(
      input.subarray(row * width, (row + 1) * width),
      (value) => (value - means[row]) * inverses[row],
    );
    const scaled = Array.from(changes, (change, column) => change * gain[column]);
    const mean = average(scaled);
    const meanProduct = average(scaled.map((change, column) => change * normal[column]));
    for (let column = 0; column < width; column++) {
      inputGrad[row * width + column] =
        inverses[row] * (scaled[column] - mean - normal[column] * meanProduct);
      gainGrad[column] += changes[column] * normal[column];
      biasGrad[column] += changes[column];
    }
  }
  memory.float32(given.gainGrad, width).set(gainGrad);
  memory.float32(given.biasGrad, width).set(biasGrad);
};

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
