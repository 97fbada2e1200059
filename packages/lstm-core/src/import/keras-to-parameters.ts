import { GATES } from "../gate-order.ts";
import { directions } from "../layers/lstm-stack-specs.ts";
import type { NamedArray } from "../named-array.ts";
import { checkShape, type FloatArray, floatArray } from "./float-array.ts";
import type { KerasClass } from "./keras-architecture.ts";

const OWNER = "kerasToParameters";

/** A layer's arrays in Keras' order. */
export interface KerasLayerWeights {
  readonly className: KerasClass;
  readonly weights: readonly NamedArray[];
}

const CELL = ["kernel", "recurrentKernel", "bias"] as const;

/**
 * The parameters of a Keras model of Embedding (or one-hot input), LSTM or Bidirectional(LSTM) layers, and Dense, under
 * our names. Keras' layout is ours.
 *
 * @param layers in order; an LSTM has kernel [I,4H], recurrent kernel [H,4H] and bias [4H], a Bidirectional these
 * three forward, then backward, an Embedding [V,E], a Dense kernel [H,V] and bias [V].
 * @returns what `languageModelFromArrays`, `LanguageModel.fromParameters` and `SequenceClassifier.fromParameters` take.
 * @throws when the layers come in another order or their arrays do not fit each other.
 */
export function kerasToParameters(layers: readonly KerasLayerWeights[]): Record<string, NamedArray> {
  const order = layers.map(({ className }) => className).join(" ");
  if (!/^(Embedding )?((LSTM )+|(Bidirectional )+)Dense$/.test(order)) {
    throw new Error(
      `${OWNER}: expected [Embedding] LSTM… Dense, or Bidirectional instead of LSTM, got ${order || "no layers"}`,
    );
  }
  const parameters: Record<string, NamedArray> = {};
  let width: number | undefined;
  let layer = 0;
  for (const { className, weights } of layers) {
    if (className === "Embedding") {
      parameters.embedding = take(weights, ["embeddings"], "Embedding").embeddings;
      width = parameters.embedding.shape[1];
    } else if (className === "Dense") {
      const { kernel, bias } = take(weights, ["kernel", "bias"], "Dense");
      checkShape(kernel, "Dense kernel", [width ?? 0, bias.shape[0]], OWNER);
      parameters["output.kernel"] = kernel;
      parameters["output.bias"] = bias;
    } else {
      width = takeLstm(parameters, weights, layer++, className === "Bidirectional", width);
    }
  }
  return parameters;
}

/** Adds one layer's arrays to `parameters`. @returns how wide its output is. */
function takeLstm(
  parameters: Record<string, NamedArray>,
  weights: readonly NamedArray[],
  layer: number,
  bidirectional: boolean,
  inputSize: number | undefined,
): number {
  const both = directions(bidirectional);
  if (weights.length !== CELL.length * both.length) {
    throw new Error(
      `${OWNER}: expected ${CELL.length * both.length} arrays of LSTM ${layer}, got ${weights.length}`,
    );
  }
  let width = 0;
  both.forEach((direction, index) => {
    const cell = take(weights.slice(CELL.length * index, CELL.length * (index + 1)), CELL, `LSTM ${layer}`);
    const hiddenSize = cell.recurrentKernel.shape[0];
    const columns = GATES.length * hiddenSize;
    checkShape(cell.kernel, `LSTM ${layer} kernel`, [inputSize ?? cell.kernel.shape[0], columns], OWNER);
    checkShape(cell.recurrentKernel, `LSTM ${layer} recurrentKernel`, [hiddenSize, columns], OWNER);
    checkShape(cell.bias, `LSTM ${layer} bias`, [columns], OWNER);
    for (const name of CELL) parameters[`lstm.${layer}.${direction}.${name}`] = cell[name];
    width += hiddenSize;
  });
  return width;
}

function take<Name extends string>(
  weights: readonly NamedArray[],
  names: readonly Name[],
  layer: string,
): Record<Name, FloatArray> {
  if (weights.length !== names.length) {
    throw new Error(`${OWNER}: expected ${names.join(", ")} of ${layer}, got ${weights.length} arrays`);
  }
  const named = Object.fromEntries(names.map((name, index) => [name, weights[index]]));
  return Object.fromEntries(
    names.map((name) => [name, floatArray(named, name, name === "bias" ? 1 : 2, `${OWNER}: ${layer}`)]),
  ) as Record<Name, FloatArray>;
}
