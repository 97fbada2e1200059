/** A row-major matrix [rows,columns]. */
export interface Matrix {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Where each of ONNX's gates (i, o, f, c) stands in ours (i, f, c, o). */
const ONNX_GATES = [0, 3, 1, 2];

/** The columns [.,4H] in ONNX's order of gates. */
export function inGateOrder({ shape, data }: Matrix): Matrix {
  const columns = shape[1];
  const size = columns / 4;
  const reordered = data.map((_, index) => {
    const column = index % columns;
    const gate = ONNX_GATES[Math.floor(column / size)];
    return data[index - column + gate * size + (column % size)];
  });
  return { shape, data: reordered };
}

/** The numbers of the transposed matrix [columns,rows]. */
export function transposed({ shape: [rows, columns], data }: Matrix): Float32Array {
  return data.map((_, index) => data[(index % rows) * columns + Math.floor(index / rows)]);
}

/** Each column as int8 times a scale: its largest number becomes 127. */
export function quantizeColumns({ shape: [, columns], data }: Matrix): {
  data: Int8Array;
  scales: Float32Array;
} {
  const scales = new Float32Array(columns).fill(Number.MIN_VALUE);
  data.forEach((value, index) => {
    const column = index % columns;
    scales[column] = Math.max(scales[column], Math.abs(value) / 127);
  });
  return {
    data: Int8Array.from(data, (value, index) => Math.round(value / scales[index % columns])),
    scales,
  };
}
