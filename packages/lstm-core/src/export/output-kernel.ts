import { type FloatArray, floatArray, transpose } from "../import/float-array.ts";
import type { NamedArray } from "../named-array.ts";

/**
 * The output layer's kernel [H,V], made of the embedding where tied.
 *
 * @throws for a model that is more than an embedding, an LSTM and a linear layer.
 */
export function outputKernel(arrays: Readonly<Record<string, NamedArray>>, owner: string): FloatArray {
  const other = Object.keys(arrays).find(
    (name) => !/^(embedding|lstm\..*|output\.(kernel|bias))$/.test(name),
  );
  if (other !== undefined)
    throw new Error(`${owner}: expected an embedding, an LSTM and an output layer, got ${other}`);
  return Object.hasOwn(arrays, "output.kernel")
    ? floatArray(arrays, "output.kernel", 2, owner)
    : transpose(floatArray(arrays, "embedding", 2, owner));
}
