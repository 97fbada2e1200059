import type { NamedArray } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs";
import { parametersOf } from "../batches.ts";

/** tf.layers' order is that of ours: the embedding, each layer's kernels and bias, the output's. */
export function setLayersWeights(model: tf.LayersModel, data: Readonly<Record<string, NamedArray>>): void {
  const tensors = Object.values(parametersOf(data)).map(({ data: numbers, shape }) =>
    tf.tensor(numbers, [...shape]),
  );
  model.setWeights(tensors);
  tf.dispose(tensors);
}

/** An LSTM as Keras has it today: tf.layers' own default for the gates is another function. */
export function lstmLayer(
  hiddenSize: number,
  options: { readonly returnSequences: boolean; readonly stateful?: boolean },
): tf.layers.Layer {
  return tf.layers.lstm({ units: hiddenSize, recurrentActivation: "sigmoid", ...options });
}
