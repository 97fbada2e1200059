import {
  cloneState,
  disposeState,
  embeddingLookup,
  type LanguageModel,
  type LayerState,
  type LstmState,
  type LstmWeights,
} from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";
import { type Predictions, readPredictions, TOP } from "./predictions.ts";
import { cellsAndGates, type LayerReading, type LayerSteps, readLayer, SHOWN_GATES } from "./trace-layer.ts";

/** Tokens read between two pauses; fewer where the vocabulary is so large that their logits take much memory. */
const MOST_CHUNK_TOKENS = 128;
const MOST_CHUNK_LOGITS = 4_000_000;

/** Everything that happened in a model while it read T tokens. */
export interface TokenTrace extends Predictions {
  readonly layers: readonly LayerSteps[];
  /** The memory after the last token; the caller disposes it. */
  readonly state: LstmState;
}

/**
 * Reads one row of tokens and keeps every cell and gate on the way, exactly as `model.forward` has them.
 *
 * @param tokenIds [T], at least one.
 * @param before the memory [1,H] a layer to start from; it is copied.
 * @param pause awaited between chunks.
 */
export async function traceTokens(
  model: LanguageModel,
  tokenIds: Int32Array,
  before: LstmState,
  pause: () => Promise<void>,
): Promise<TokenTrace> {
  const steps = tokenIds.length;
  const { hiddenSizes, vocabularySize } = model.config;
  const layers = hiddenSizes.map((size) => ({
    cells: new Float32Array(steps * size),
    gates: new Float32Array(steps * SHOWN_GATES.length),
  }));
  const nats = new Float32Array(steps);
  const topIds = new Int32Array(steps * TOP);
  const topProbabilities = new Float32Array(steps * TOP);
  const chunkTokens = Math.max(
    1,
    Math.min(MOST_CHUNK_TOKENS, Math.floor(MOST_CHUNK_LOGITS / vocabularySize)),
  );
  let state = cloneState(before);
  try {
    for (let start = 0; start < steps; start += chunkTokens) {
      await pause();
      const chunk = tokenIds.subarray(start, start + chunkTokens);
      const cellsBefore = await Promise.all(state.map(({ cell }) => cell.data()));
      const read = readChunk(model, chunk, state);
      disposeState(state);
      state = read.state;
      const [logits, ...sums] = await Promise.all(
        [read.logits, ...read.sums].map((tensor) => tensor.data() as Promise<Float32Array>),
      ).finally(() => tf.dispose([read.logits, ...read.sums]));
      for (const [layer, layerSums] of sums.entries()) {
        const { cells, gates } = cellsAndGates(layerSums, cellsBefore[layer]);
        layers[layer].cells.set(cells, start * hiddenSizes[layer]);
        layers[layer].gates.set(gates, start * SHOWN_GATES.length);
      }
      const targets = Array.from(chunk, (_, index) => tokenIds[start + index + 1] ?? -1);
      const predicted = readPredictions(logits, targets);
      nats.set(predicted.nats, start);
      topIds.set(predicted.topIds, start * TOP);
      topProbabilities.set(predicted.topProbabilities, start * TOP);
    }
  } catch (error) {
    disposeState(state);
    throw error;
  }
  return { layers, nats, topIds, topProbabilities, state };
}

function readChunk(model: LanguageModel, chunk: Int32Array, before: LstmState) {
  return tidyAll(() => {
    const { parameters, config } = model;
    const ids = tf.tensor2d(chunk.slice(), [1, chunk.length], "int32");
    let input: tf.Tensor3D | tf.Tensor2D =
      config.embeddingSize === undefined
        ? ids
        : embeddingLookup(parameters.embedding as unknown as tf.Tensor2D, ids);
    const readings: LayerReading[] = [];
    for (const [layer, layerBefore] of before.entries()) {
      const reading = readLayer(input, weightsOf(model, layer), layerBefore);
      readings.push(reading);
      input = reading.output;
    }
    const state: LayerState[] = readings.map((reading) => reading.state);
    return { state, sums: readings.map(({ sums }) => sums), logits: model.logits(input) };
  });
}

/** `tf.tidy` for a result whose interface its own type does not know. */
function tidyAll<Result>(body: () => Result): Result {
  return tf.tidy(body as () => tf.TensorContainer) as Result;
}

function weightsOf({ parameters }: LanguageModel, layer: number): LstmWeights {
  const prefix = `lstm.${layer}.forward`;
  return {
    kernel: parameters[`${prefix}.kernel`] as unknown as tf.Tensor2D,
    recurrentKernel: parameters[`${prefix}.recurrentKernel`] as unknown as tf.Tensor2D,
    bias: parameters[`${prefix}.bias`] as unknown as tf.Tensor1D,
  };
}
