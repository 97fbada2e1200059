import { BINARY_KINDS, REDUCE_KINDS } from "../../../src/index.ts";
import { callCase, type DrawCase } from "./operation-case.ts";

/** Strides by which an operand covers [rows, columns], from a scalar to a matrix with gaps. */
export const binaryCase: DrawCase = (draw) => {
  const [rows, columns, kind] = [draw.size(400), draw.size(400), draw.integer(BINARY_KINDS.length)];
  const strides = () =>
    draw.pick([
      [columns + draw.integer(3), 1],
      [columns, 1],
      [0, 1],
      [1, 0],
      [0, 0],
    ]);
  const [[aRowStride, aColumnStride], [bRowStride, bColumnStride]] = [strides(), strides()];
  const operand = (rowStride: number, columnStride: number) =>
    draw.numbers((rows - 1) * rowStride + (columns - 1) * columnStride + 1, 2);
  const b = operand(bRowStride, bColumnStride);
  const isDivisor = BINARY_KINDS[kind] === "divide";
  return callCase("binary", 1e-6, {
    inputs: {
      a: operand(aRowStride, aColumnStride),
      b: isDivisor ? b.map((value) => 1 + Math.abs(value)) : b,
    },
    outputs: { output: rows * columns },
    values: { kind, rows, columns, aRowStride, aColumnStride, bRowStride, bColumnStride },
  });
};

export const reduceCase: DrawCase = (draw) => {
  const [outer, reduced, inner] = [draw.size(200), draw.size(100), draw.pick([1, draw.size(50)])];
  return callCase("reduce", 1e-5, {
    inputs: { input: draw.numbers(outer * reduced * inner) },
    outputs: { output: outer * inner },
    values: { kind: draw.integer(REDUCE_KINDS.length), outer, reduced, inner },
  });
};

export const fillCase: DrawCase = (draw) => {
  const count = draw.size(200_000);
  const value = Math.fround(draw.numbers(1)[0]);
  return callCase("fill", 0, { inputs: {}, outputs: { output: count }, values: { count, value } });
};

export const axpyCase: DrawCase = (draw) => {
  const count = draw.size(200_000);
  return callCase("axpy", 1e-6, {
    inputs: { x: draw.numbers(count), y: draw.numbers(count) },
    outputs: { y: "y" },
    values: { count, factor: 0.75 },
  });
};

/** A slice of one block into a part of another. */
export const copyStridedCase: DrawCase = (draw) => {
  const sizes = [draw.size(12), draw.size(12), draw.size(40), draw.size(100)];
  const strides = () => {
    const row = sizes[3] + draw.integer(4);
    const plane = sizes[2] * row + draw.integer(4);
    return [sizes[1] * plane + draw.integer(4), plane, row];
  };
  const [inputStrides, outputStrides] = [strides(), strides()];
  const length = (each: number[]) =>
    sizes[3] + each.reduce((sum, stride, axis) => sum + (sizes[axis] - 1) * stride, 0);
  const named = (name: string, each: number[]) =>
    Object.fromEntries(each.map((value, axis) => [`${name}${axis}`, value]));
  return callCase("copyStrided", 0, {
    inputs: { input: draw.numbers(length(inputStrides)), output: draw.numbers(length(outputStrides)) },
    outputs: { output: "output" },
    values: {
      ...named("size", sizes),
      ...named("inputStride", inputStrides),
      ...named("outputStride", outputStrides),
    },
  });
};

export const transpose2dCase: DrawCase = (draw) => {
  const [batches, rows, columns] = [draw.pick([1, draw.size(5)]), draw.size(300), draw.size(300)];
  const count = batches * rows * columns;
  return callCase("transpose2d", 0, {
    inputs: { input: draw.numbers(count) },
    outputs: { output: count },
    values: { batches, rows, columns },
  });
};

const rowsCase =
  (operation: "softmaxRows" | "logSoftmaxRows"): DrawCase =>
  (draw) => {
    const [rows, columns] = [draw.size(300), draw.size(300)];
    const input = draw.numbers(rows * columns, 8);
    const outputs = { output: rows * columns };
    return callCase(operation, 2e-6, { inputs: { input }, outputs, values: { rows, columns } });
  };
export const softmaxRowsCase = rowsCase("softmaxRows");
export const logSoftmaxRowsCase = rowsCase("logSoftmaxRows");

const rowsGradCase =
  (operation: "softmaxRowsGrad" | "logSoftmaxRowsGrad"): DrawCase =>
  (draw) => {
    const [rows, columns] = [draw.size(300), draw.size(300)];
    const isLog = operation === "logSoftmaxRowsGrad";
    const output = draw.numbers(rows * columns).map((value) => (isLog ? -3 : 1) * Math.abs(value));
    return callCase(operation, 1e-5, {
      inputs: { output, outputGrad: draw.numbers(rows * columns) },
      outputs: { inputGrad: rows * columns },
      values: { rows, columns },
    });
  };
export const softmaxRowsGradCase = rowsGradCase("softmaxRowsGrad");
export const logSoftmaxRowsGradCase = rowsGradCase("logSoftmaxRowsGrad");
