import * as tf from "@tensorflow/tfjs-core";
import type { NamedArray } from "./checkpoint.ts";

/** Copies tensors into arrays named `prefix.name`. */
export async function readTensors(
  prefix: string,
  tensors: Readonly<Record<string, tf.Tensor>>,
  into: Record<string, NamedArray>,
): Promise<void> {
  for (const [name, tensor] of Object.entries(tensors)) {
    const data = await tensor.data();
    if (!(data instanceof Float32Array || data instanceof Int32Array)) {
      throw new TypeError(`Trainer: expected ${prefix}.${name} to be float32 or int32, got ${tensor.dtype}`);
    }
    // A copy: the backend may hand out its own array.
    into[`${prefix}.${name}`] = { shape: tensor.shape, data: data.slice() };
  }
}

/** The tensor of an array; the caller owns it. */
export function toTensor({ shape, data }: NamedArray): tf.Tensor {
  return tf.tensor(data, [...shape], data instanceof Int32Array ? "int32" : "float32");
}

/** The arrays whose names begin with `prefix.`, by the rest of their names. */
export function arraysUnder(
  prefix: string,
  arrays: Readonly<Record<string, NamedArray>>,
): Record<string, NamedArray> {
  const start = `${prefix}.`;
  return Object.fromEntries(
    Object.entries(arrays)
      .filter(([name]) => name.startsWith(start))
      .map(([name, array]) => [name.slice(start.length), array]),
  );
}

/** Throws unless each array holds as many numbers as its shape says. */
export function requireWhole(arrays: Readonly<Record<string, NamedArray>>): void {
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (data.length !== size) {
      throw new Error(
        `Trainer.resume: expected ${size} numbers in ${name}, got ${data.length} in the checkpoint`,
      );
    }
  }
}

/** Throws unless `arrays` fits `variables`: the same names, shapes and kinds of number. */
export function requireFit(
  what: string,
  arrays: Readonly<Record<string, NamedArray>>,
  variables: Readonly<Record<string, tf.Variable>>,
): void {
  for (const name of Object.keys(arrays)) {
    if (!Object.hasOwn(variables, name))
      throw new Error(`Trainer.resume: expected no ${what}.${name}, got one in the checkpoint`);
  }
  for (const [name, variable] of Object.entries(variables)) {
    const array = arrays[name];
    if (array === undefined)
      throw new Error(`Trainer.resume: expected ${what}.${name} in the checkpoint, got none`);
    const dtype = array.data instanceof Int32Array ? "int32" : "float32";
    if (String(array.shape) !== String(variable.shape) || dtype !== variable.dtype) {
      throw new Error(
        `Trainer.resume: expected ${what}.${name} to be ${variable.dtype} [${variable.shape}], ` +
          `got ${dtype} [${array.shape}] in the checkpoint`,
      );
    }
  }
}

/** Writes `arrays`, which fit, into `variables`. */
export function assignArrays(
  arrays: Readonly<Record<string, NamedArray>>,
  variables: Readonly<Record<string, tf.Variable>>,
): void {
  for (const [name, variable] of Object.entries(variables)) {
    tf.tidy(() => variable.assign(toTensor(arrays[name])));
  }
}
