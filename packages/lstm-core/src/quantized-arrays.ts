import type { NamedArray } from "./named-array.ts";

/** The largest integer that a weight becomes; -128 is not used, so that a row's ends are alike. */
const LARGEST = 127;

/** What a row's scale is called beside its array. */
const SCALES = ".scales";

/** Whether a parameter of this shape is kept as int8: matrices are, biases are not. */
export function isQuantized(shape: readonly number[]): boolean {
  return shape.length === 2;
}

/** Bytes that a parameter takes when it is quantised. */
export function quantizedBytes(shape: readonly number[]): number {
  const size = shape.reduce((product, length) => product * length, 1);
  return isQuantized(shape) ? size + 4 * shape[0] : 4 * size;
}

/**
 * Matrices as int8 with a float32 scale for each row: weight = integer * scale of its row, rounded to the nearest. An
 * error is at most half a scale, 1/254 of the row's largest weight. Biases stay as they are.
 *
 * @returns the float32 arrays first: so they are aligned in a file.
 * @throws RangeError for a weight that is not finite.
 */
export function quantizeArrays(arrays: Readonly<Record<string, NamedArray>>): Record<string, NamedArray> {
  const floats: Record<string, NamedArray> = {};
  const integers: Record<string, NamedArray> = {};
  for (const [name, array] of Object.entries(arrays)) {
    if (!isQuantized(array.shape)) {
      floats[name] = array;
      continue;
    }
    const [rows, columns] = array.shape;
    const scales = new Float32Array(rows);
    const data = new Int8Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      const weights = array.data.subarray(row * columns, (row + 1) * columns);
      let largest = 0;
      for (const weight of weights) {
        if (!Number.isFinite(weight)) {
          throw new RangeError(`quantizeArrays: expected finite weights in ${name}, got ${weight}`);
        }
        largest = Math.max(largest, Math.abs(weight));
      }
      scales[row] = largest / LARGEST;
      if (scales[row] === 0) continue;
      for (let column = 0; column < columns; column++) {
        data[row * columns + column] = Math.round(weights[column] / scales[row]);
      }
    }
    floats[name + SCALES] = { shape: [rows], data: scales };
    integers[name] = { shape: array.shape, data };
  }
  return { ...floats, ...integers };
}

/**
 * What {@link quantizeArrays} made, as float32 again.
 *
 * @throws Error when an array has no scales, or not as many as rows.
 */
export function dequantizeArrays(arrays: Readonly<Record<string, NamedArray>>): Record<string, NamedArray> {
  const restored: Record<string, NamedArray> = {};
  for (const [name, array] of Object.entries(arrays)) {
    if (name.endsWith(SCALES)) continue;
    if (!(array.data instanceof Int8Array)) {
      restored[name] = array;
      continue;
    }
    const scales = Object.hasOwn(arrays, name + SCALES) ? arrays[name + SCALES].data : undefined;
    const [rows, columns] = array.shape;
    if (!(scales instanceof Float32Array) || array.shape.length !== 2 || scales.length !== rows) {
      throw new Error(`expected ${name}${SCALES} to be float32 [${rows}], got ${scales ? `[${scales.length}]` : "none"}`);
    }
    const data = new Float32Array(rows * columns);
    for (let index = 0; index < data.length; index++) {
      data[index] = array.data[index] * scales[Math.floor(index / columns)];
    }
    restored[name] = { shape: array.shape, data };
  }
  return restored;
}
