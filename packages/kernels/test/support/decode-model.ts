import type { Kernels } from "../../src/node/index.ts";
import { someNumbers } from "./run-operation.ts";

/** What a test model is made of; without an embedding the token chooses a row of a table [V,4H]. */
export interface DecodeModelShape {
  readonly vocabularySize: number;
  readonly embeddingSize?: number;
  readonly hiddenSizes: readonly number[];
  readonly batch: number;
  readonly int8: boolean;
}

/** A model of random numbers in the heap of one build; the same numbers in every build. */
export function decodeModel(kernels: Kernels, shape: DecodeModelShape) {
  const { vocabularySize: V, embeddingSize = 0, hiddenSizes, batch, int8 } = shape;
  const { heap } = kernels;
  const blocks: number[] = [];
  const allocate = (length: number) => {
    const offset = heap.allocate(4 * length);
    blocks.push(offset);
    return offset;
  };
  const put = (values: Float32Array) => {
    const offset = allocate(values.length);
    heap.float32(offset, values.length).set(values);
    return offset;
  };
  let seed = 0;
  const random = (length: number, scale: number) => put(someNumbers(length, ++seed, scale));
  const pack = (rows: number, columns: number, gated: number) => {
    const source = random(rows * columns, 2 / Math.sqrt(rows));
    const weights = allocate((rows + 1) * (columns + 128));
    const scales = int8 ? allocate(columns) : 0;
    const common = { source, packed: weights, scales, rows, columns, gated };
    kernels.run("packMatrix", { ...common, rowStride: columns, columnStride: 1 });
    return { weights, scales };
  };

  const tokenIds = allocate(batch);
  const steps = put(new Float32Array(1 + 2 * (hiddenSizes.length + 1) * kernels.threads));
  const embedding = embeddingSize > 0 ? random(V * embeddingSize, 1) : 0;
  const states: { hidden: number; cell: number; size: number }[] = [];
  let below = 0;
  const layers = hiddenSizes.map((hiddenSize, layer) => {
    const size = batch * hiddenSize;
    const state = { hidden: random(size, 0.9), cell: random(size, 2), size };
    states.push(state);
    const inputSize = layer === 0 ? embeddingSize : hiddenSizes[layer - 1];
    const input = inputSize > 0 ? pack(inputSize, 4 * hiddenSize, 1) : { weights: 0, scales: 0 };
    const recurrent = pack(hiddenSize, 4 * hiddenSize, 1);
    const nextHidden = allocate(size);
    const prepared = kernels.prepare("decodeLayer", {
      tokenIds: layer === 0 ? tokenIds : 0,
      start: random((inputSize === 0 ? V : 1) * 4 * hiddenSize, 1),
      input: layer === 0 ? embedding : below,
      inputWeights: input.weights,
      inputScales: input.scales,
      recurrentWeights: recurrent.weights,
      recurrentScales: recurrent.scales,
      hidden: state.hidden,
      cell: state.cell,
      nextHidden,
      batch,
      inputSize,
      hiddenSize,
    });
    below = nextHidden;
    return prepared;
  });
  const output = pack(hiddenSizes[hiddenSizes.length - 1], V, 0);
  const logits = allocate(batch * V + 16);
  heap.float32(logits, batch * V + 16).fill(77);
  const list = allocate(layers.length);
  heap.int32(list, layers.length).set(layers.map(({ argumentsOffset }) => argumentsOffset));
  const step = kernels.prepare("decodeStep", {
    layers: list,
    outputWeights: output.weights,
    outputScales: output.scales,
    outputBias: random(V, 1),
    logits,
    steps,
    layerCount: layers.length,
    vocabularySize: V,
  });

  return {
    /** Reads one token a row; returns copies of the logits [B,V] and of the state, layer by layer. */
    step(ids: readonly number[]): Float32Array {
      heap.int32(tokenIds, batch).set(ids);
      heap.int32(steps, 1)[0] += 1;
      step.run();
      const parts = [heap.float32(logits, batch * V)];
      for (const { hidden, cell, size } of states) {
        parts.push(heap.float32(hidden, size), heap.float32(cell, size));
      }
      return Float32Array.from(parts.flatMap((part) => [...part]));
    },
    /** What lies behind the logits: 77s that nothing may touch. */
    behind: () => [...heap.float32(logits + 4 * batch * V, 16)],
    dispose() {
      for (const each of [step, ...layers]) each.dispose();
      for (const offset of blocks) heap.release(offset);
    },
  };
}
