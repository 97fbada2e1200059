import type { NamedArray, StoredArray } from "./named-array.ts";

/** The largest integer that a weight becomes; -128 is not used, so that both ends are alike. */
const LARGEST = 127;

/** What the scales are called beside their array. */
const SCALES = ".scales";

/** Whether a parameter of this shape is kept as int8: matrices are, biases are not. */
export function isQuantized(shape: readonly number[]): boolean {
  return shape.length === 2;
}

/** Bytes that a parameter takes when it is quantised. */
export function quantizedBytes(name: string, shape: readonly number[]): number {
  const size = shape.reduce((product, length) => product * length, 1);
  return isQuantized(shape) ? size + 4 * scaleCount(name, shape) : 4 * size;
}

/**
 * Matrices as int8 with a float32 scale for each column (each output of a product: what the decoder's int8 kernels
 * take, so that they round nothing again), of the embedding for each row (each token): weight = integer * scale,
 * rounded to the nearest. An error is at most half a scale, 1/254 of the largest weight there. Biases stay as they are.
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
    const scaleOf = scaleIndex(name, array.shape);
    const scales = new Float32Array(scaleCount(name, array.shape));
    array.data.forEach((weight, index) => {
      if (!Number.isFinite(weight)) {
        throw new RangeError(`quantizeArrays: expected finite weights in ${name}, got ${weight}`);
      }
      scales[scaleOf(index)] = Math.max(scales[scaleOf(index)], Math.abs(weight));
    });
    for (const [index, largest] of scales.entries()) scales[index] = largest / LARGEST;
    const data = Int8Array.from(array.data, (weight, index) => {
      const scale = scales[scaleOf(index)];
      // A scale near the smallest float32 is itself rounded: then the quotient may lie outside.
      return scale === 0 ? 0 : Math.max(-LARGEST, Math.min(LARGEST, Math.round(weight / scale)));
    });
    floats[name + SCALES] = { shape: [scales.length], data: scales };
    integers[name] = { shape: array.shape, data };
  }
  return { ...floats, ...integers };
}

/** The embedding's rows are what is read of it, one at a time. */
function isByRow(name: string): boolean {
  return name === "embedding";
}

function scaleCount(name: string, [rows, columns]: readonly number[]): number {
  return isByRow(name) ? rows : columns;
}

/** Which scale belongs to the weight at an index of the array. */
function scaleIndex(name: string, [, columns]: readonly number[]): (index: number) => number {
  return isByRow(name) ? (index) => Math.floor(index / columns) : (index) => index % columns;
}

/**
 * What {@link quantizeArrays} made, as a file gives it back (integers as Int32Array), as float32 again.
 *
 * @throws Error for a matrix that is not of integers, any other array that is, and scales that are missing or not as
 *   many as there must be.
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
  const count = scaleCount(name, shape);
  const byRow = isByRow(name);
  const scales = Object.hasOwn(arrays, name + SCALES) ? arrays[name + SCALES].data : undefined;
  if (!(scales instanceof Float32Array) || scales.length !== count) {
    const got = scales === undefined ? "none" : `${scales.constructor.name} [${scales.length}]`;
    throw new Error(`expected ${name}${SCALES} to be float32 [${count}], got ${got}`);
  }
  const weights = new Float32Array(data.length);
  const [rows, columns] = shape;
  for (let row = 0, index = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, index++) {
      weights[index] = data[index] * scales[byRow ? row : column];
    }
  }
  return { shape, data: weights };
}
