import { floatArray } from "../import/float-array.ts";
import { kerasCellPaths, numberedName } from "../import/keras-paths.ts";
import { directions } from "../layers/lstm-stack-specs.ts";
import type { NamedArray } from "../named-array.ts";
import { outputKernel } from "./output-kernel.ts";

const OWNER = "parametersToKeras";

/**
 * The arrays of a Keras 3 `.weights.h5` file, by their path in it, for a Sequential model of Embedding (where there is
 * one), LSTM or Bidirectional(LSTM) layers, and Dense. Keras' layout is ours; a tied output layer gets the embedding
 * transposed.
 *
 * @param arrays a model's parameters, from `modelArrays`.
 * @returns for one `layers/lstm_1/cell/vars/0`, the second layer's kernel.
 * @throws for a model with more than that (attention pooling).
 */
export function parametersToKeras(arrays: Readonly<Record<string, NamedArray>>): Record<string, NamedArray> {
  const keras: Record<string, NamedArray> = {};
  const kernel = outputKernel(arrays, OWNER);
  const bidirectional = Object.hasOwn(arrays, "lstm.0.backward.kernel");
  if (Object.hasOwn(arrays, "embedding"))
    keras["layers/embedding/vars/0"] = floatArray(arrays, "embedding", 2, OWNER);
  for (let layer = 0; layer === 0 || Object.hasOwn(arrays, `lstm.${layer}.forward.kernel`); layer++) {
    const path = `layers/${numberedName(bidirectional ? "bidirectional" : "lstm", layer)}`;
    const cells = kerasCellPaths(path, bidirectional);
    directions(bidirectional).forEach((direction, index) => {
      const ours = `lstm.${layer}.${direction}`;
      keras[`${cells[index]}/0`] = floatArray(arrays, `${ours}.kernel`, 2, OWNER);
      keras[`${cells[index]}/1`] = floatArray(arrays, `${ours}.recurrentKernel`, 2, OWNER);
      keras[`${cells[index]}/2`] = floatArray(arrays, `${ours}.bias`, 1, OWNER);
    });
  }
  keras["layers/dense/vars/0"] = kernel;
  keras["layers/dense/vars/1"] = floatArray(arrays, "output.bias", 1, OWNER);
  return keras;
}
