import * as tf from "@tensorflow/tfjs-core";
import type { NamedArray } from "./named-array.ts";
import { checkParameterArrays, initialValues, type ParameterSpec } from "./parameter-specs.ts";

export type Parameters = Readonly<Record<string, tf.Variable>>;

/** Fresh parameters; the numbers depend on `seed` alone, not on the backend. */
export function createParameters(specs: readonly ParameterSpec[], seed: number): Parameters {
  return Object.fromEntries(
    specs.map(({ name, shape }, index) => [name, newVariable(initialValues(specs, index, seed), shape)]),
  );
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
  checkParameterArrays(specs, arrays, owner);
  return Object.fromEntries(
    specs.map(({ name, shape }) => [name, newVariable(arrays[name].data as Float32Array, shape)]),
  );
}

/** Some backends keep the array they are given, so it gets one of its own. */
function newVariable(values: Float32Array, shape: readonly number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor(values.slice(), [...shape])));
}
