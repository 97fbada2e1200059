import type { ReferenceOperation } from "./index.ts";

/** output [rows, columns]: e^x of each row, divided by their sum. The output may be the input's block. */
export const referenceSoftmaxRows: ReferenceOperation<"softmaxRows"> = (given, memory) => {
  forEachRow(given.rows, given.columns, (start, columns) => {
    const output = memory.float32(given.output + start, columns);
    output.set(logSoftmax(memory.float32(given.input + start, columns)).map(Math.exp));
  });
};

/** output [rows, columns]: the logarithm of softmaxRows, exact also where that is next to 0. */
export const referenceLogSoftmaxRows: ReferenceOperation<"logSoftmaxRows"> = (given, memory) => {
  forEachRow(given.rows, given.columns, (start, columns) => {
    const input = memory.float32(given.input + start, columns);
    memory.float32(given.output + start, columns).set(logSoftmax(input));
  });
};

/** inputGrad = y (g - sum of g y), with y the output of softmaxRows and g its gradient. */
export const referenceSoftmaxRowsGrad: ReferenceOperation<"softmaxRowsGrad"> = (given, memory) => {
  forEachRow(given.rows, given.columns, (start, columns) => {
    const output = memory.float32(given.output + start, columns);
    const outputGrad = memory.float32(given.outputGrad + start, columns);
    const sum = output.reduce((total, y, index) => total + y * outputGrad[index], 0);
    const inputGrad = output.map((y, index) => y * (outputGrad[index] - sum));
    memory.float32(given.inputGrad + start, columns).set(inputGrad);
  });
};

/** inputGrad = g - e^y * sum of g, with y the output of logSoftmaxRows and g its gradient. */
export const referenceLogSoftmaxRowsGrad: ReferenceOperation<"logSoftmaxRowsGrad"> = (given, memory) => {
  forEachRow(given.rows, given.columns, (start, columns) => {
    const output = memory.float32(given.output + start, columns);
    const outputGrad = memory.float32(given.outputGrad + start, columns);
    const sum = outputGrad.reduce((total, value) => total + value, 0);
    const inputGrad = output.map((y, index) => outputGrad[index] - Math.exp(y) * sum);
    memory.float32(given.inputGrad + start, columns).set(inputGrad);
  });
};

function forEachRow(
  rows: number,
  columns: number,
  visit: (startBytes: number, columns: number) => void,
): void {
  for (let row = 0; row < rows; row++) visit(4 * row * columns, columns);
}

function logSoftmax(input: Float32Array): Float64Array {
  const largest = input.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const sum = input.reduce((total, value) => total + Math.exp(value - largest), 0);
  return Float64Array.from(input, (value) => value - largest - Math.log(sum));
}
