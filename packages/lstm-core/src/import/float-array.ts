import type { NamedArray } from "../named-array.ts";

/** Numbers of a weight: float32. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The array of that name, as float32 of a given number of dimensions.
 *
 * @param owner the function that a message names.
 */
export function floatArray(
  arrays: Readonly<Record<string, NamedArray>>,
  name: string,
  rank: number,
  owner: string,
): FloatArray {
  if (!Object.hasOwn(arrays, name)) throw new Error(`${owner}: expected an array ${name}, got none`);
  const { shape, data } = arrays[name];
  const size = shape.reduce((product, length) => product * length, 1);
  if (!(data instanceof Float32Array) || shape.length !== rank || size !== data.length) {
    throw new Error(
      `${owner}: expected ${name} float32 with ${rank} dimensions, got ${data.constructor.name} [${shape}]`,
    );
  }
  return { shape, data };
}

/** @throws unless `array` has that shape. */
export function checkShape(array: FloatArray, name: string, shape: readonly number[], owner: string): void {
  if (array.shape.join() !== shape.join()) {
    throw new Error(`${owner}: expected ${name} [${shape}], got [${array.shape}]`);
  }
}

/** [C,R] of [R,C]. */
export function transpose({ shape: [rows, columns], data }: FloatArray): FloatArray {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column];
  }
  return { shape: [columns, rows], data: turned };
}
