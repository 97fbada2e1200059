import { Random } from "@engram/random";
import * as tf from "@tensorflow/tfjs-core";
import type { NamedArray } from "./named-array.ts";

/** One parameter of a model: its name, its shape and how it begins. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialize: (shape: readonly number[], random: Random) => Float32Array;
}

export type Parameters = Readonly<Record<string, tf.Variable>>;

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

/** Fresh parameters; the numbers depend on `seed` alone, not on the backend. */
export function createParameters(specs: readonly ParameterSpec[], seed: number): Parameters {
  return Object.fromEntries(
    specs.map(({ name, shape }, index) => [name, newVariable(initialValues(specs, index, seed), shape)]),
  );
}

/** What {@link createParameters} gives the parameter `specs[index]`. */
export function initialValues(specs: readonly ParameterSpec[], index: number, seed: number): Float32Array {
  const { shape, initialize } = specs[index];
  return initialize(shape, new Random(seed, FIRST_STREAM + index));
}

/**
 * Parameters that hold the given numbers.
 *
 * @param owner the function that a message names.
 * @throws RangeError when a name is missing or unknown, or a shape or type differs.
 */
export function parametersFromArrays(
  specs: readonly ParameterSpec[],
  arrays: Readonly<Record<string, NamedArray>>,
  owner: string,
): Parameters {
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
  return Object.fromEntries(
    specs.map(({ name, shape }) => [name, newVariable(arrays[name].data as Float32Array, shape)]),
  );
}

/** Some backends keep the array they are given, so it gets one of its own. */
function newVariable(values: Float32Array, shape: readonly number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor(values.slice(), [...shape])));
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
