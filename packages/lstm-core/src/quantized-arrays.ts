import type { NamedArray, StoredArray } from "./named-array.ts";

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
export function quantizeArrays(arrays: Readonly<Record<string, NamedArray>>): Record<string, StoredArray> {
  const floats: Record<string, StoredArray> = {};
  const integers: Record<string, StoredArray> = {};
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
        // A scale near the smallest float32 is itself rounded: then the quotient may lie outside.
        const integer = Math.round(weights[column] / scales[row]);
        data[row * columns + column] = Math.max(-LARGEST, Math.min(LARGEST, integer));
      }
    }
    floats[name + SCALES] = { shape: [rows], data: scales };
    integers[name] = { shape: array.shape, data };
  }
  return { ...floats, ...integers };
}

/**
 * What {@link quantizeArrays} made, as a file gives it back (integers as Int32Array), as float32 again.
 *
 * @throws Error for a matrix that is not of integers, any other array that is, and scales that are missing or not as
 *   many as rows.
 */
export function dequantizeArrays(arrays: Readonly<Record<string, NamedArray>>): Record<string, NamedArray> {
  const restored: Record<string, NamedArray> = {};
  for (const [name, array] of Object.entries(arrays)) {
    const integers = array.data instanceof Int32Array;
    if (integers !== isQuantized(array.shape)) {
      const expected = integers ? "float32" : "int8";
      throw new Error(
        `expected ${name} [${array.shape}] to be ${expected}, got ${array.data.constructor.name}`,
      );
    }
    if (integers) restored[name] = dequantized(name, array, arrays);
    else if (!isScales(name, arrays)) restored[name] = array;
  }
  return restored;
}

function isScales(name: string, arrays: Readonly<Record<string, NamedArray>>): boolean {
  const owner = name.slice(0, -SCALES.length);
  return name.endsWith(SCALES) && Object.hasOwn(arrays, owner) && isQuantized(arrays[owner].shape);
}

function dequantized(
  name: string,
  { shape, data }: NamedArray,
  arrays: Readonly<Record<string, NamedArray>>,
): NamedArray {
  const [rows, columns] = shape;
  const scales = Object.hasOwn(arrays, name + SCALES) ? arrays[name + SCALES].data : undefined;
  if (!(scales instanceof Float32Array) || scales.length !== rows) {
    const got = scales === undefined ? "none" : `${scales.constructor.name} [${scales.length}]`;
    throw new Error(`expected ${name}${SCALES} to be float32 [${rows}], got ${got}`);
  }
  const weights = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let index = row * columns; index < (row + 1) * columns; index++) {
      weights[index] = data[index] * scales[row];
    }
  }
  return { shape, data: weights };
}
