import { Random } from "@engram/random";
import type { NamedArray } from "./named-array.ts";

/** One parameter of a model: its name, its shape and how it begins. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialize: (shape: readonly number[], random: Random) => Float32Array;
}

/** The first of the seed's random streams that initialisation takes: parameter n takes this plus n. */
const FIRST_STREAM = 1_000;

/** 4 GB of float32: a bad config must not ask for more. */
const MOST_PARAMETERS = 2 ** 30;

/** @throws RangeError when the parameters are more than 2^30 numbers. */
export function checkParameterCount(specs: readonly ParameterSpec[], owner: string): void {
  const count = specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (count > MOST_PARAMETERS) {
    throw new RangeError(`${owner}: expected at most ${MOST_PARAMETERS} parameters, got ${count}`);
  }
}

/** What `createParameters` gives the parameter `specs[index]`. */
export function initialValues(specs: readonly ParameterSpec[], index: number, seed: number): Float32Array {
  const { shape, initialize } = specs[index];
  return initialize(shape, new Random(seed, FIRST_STREAM + index));
}

/**
 * Checks that the arrays are those of the parameters.
 *
 * @throws RangeError when a name is missing or unknown, or a shape or type differs.
 */
export function checkParameterArrays(
  specs: readonly ParameterSpec[],
  arrays: Readonly<Record<string, NamedArray>>,
  owner: string,
): void {
  const known = new Set(specs.map(({ name }) => name));
  const unknown = Object.keys(arrays).find((name) => !known.has(name));
  if (unknown !== undefined) throw new RangeError(`${owner}: expected no parameter ${unknown}, got one`);
  for (const { name, shape } of specs) {
    const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined;
    if (array === undefined) throw new RangeError(`${owner}: expected a parameter ${name}, got none`);
    const size = sizeOf(shape);
    if (
      !(array.data instanceof Float32Array) ||
      array.data.length !== size ||
      array.shape.join() !== shape.join()
    ) {
      throw new RangeError(
        `${owner}: expected ${name} float32 [${shape}], got ${array.data.constructor.name} [${array.shape}]`,
      );
    }
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
