import { OPERATIONS } from "../abi.ts";
import { referenceDecodeLayer } from "./decode-layer.ts";
import { addProduct } from "./decode-product.ts";
import type { ReferenceMemory, ReferenceOperation } from "./index.ts";

type LayerArguments = Parameters<typeof referenceDecodeLayer>[0];

/**
 * One token of each row through `layerCount` layers and the output layer: logits [B,V] = h W + b.
 *
 * `layers` lists where the arguments of each decodeLayer stand. The state of every layer moves on: `hidden`
 * becomes `nextHidden`. `steps` [1 + 2 (layerCount + 1) threads] is for the compiled builds: the caller makes
 * it zeros and counts its first number up before each run, by which threads take the parts that they had before,
 * and go through the weights forwards and backwards in turn; it changes no result.
 */
export const referenceDecodeStep: ReferenceOperation<"decodeStep"> = (given, memory) => {
  const { layerCount, vocabularySize: columns } = given;
  const layers = Array.from(memory.int32(given.layers, layerCount), (offset) =>
    layerArguments(offset >>> 0, memory),
  );
  for (const layer of layers) {
    referenceDecodeLayer(layer, memory);
    const size = layer.batch * layer.hiddenSize;
    memory.float32(layer.hidden, size).set(memory.float32(layer.nextHidden, size));
  }
  const { batch, hidden, hiddenSize: rows } = layers[layerCount - 1];
  const weights = { packed: given.outputWeights, scales: given.outputScales, rows, columns };
  for (let row = 0; row < batch; row++) {
    const sums = Float64Array.from(memory.float32(given.outputBias, columns));
    addProduct(sums, memory.float32(hidden + 4 * row * rows, rows), weights, memory);
    memory.float32(given.logits + 4 * row * columns, columns).set(sums);
  }
};

function layerArguments(offset: number, memory: ReferenceMemory): LayerArguments {
  const { arguments: layout } = OPERATIONS.decodeLayer;
  const words = memory.int32(offset, layout.length);
  return Object.fromEntries(
    layout.map(({ name }, index) => [name, words[index] >>> 0]),
  ) as unknown as LayerArguments;
}
