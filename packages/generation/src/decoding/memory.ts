import {
  createDecoder,
  type Decoder,
  type DecoderOptions,
  disposeState,
  type LstmState,
  type NamedArray,
  stateToArrays,
} from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";
import { NeuralCache } from "../cache/neural-cache.ts";
import type { NeuralCacheOptions } from "../cache/neural-cache-options.ts";
import { checkState } from "./check-state.ts";
import type { GenerationModel } from "./generation-model.ts";

/** A prompt is read in pieces of this many tokens: a long one needs no more tensor memory than a short one. */
const CHUNK_TOKENS = 256;

/** What a memory starts with. */
export interface MemoryStart {
  /** [1,H] a layer, copied; zeros where absent. */
  readonly state?: LstmState | undefined;
  readonly weights?: DecoderOptions["weights"] | undefined;
}

/**
 * A model's working memory while it reads and writes B rows: a decoder with the LSTM state and, where wanted, a
 * neural cache a row. It owns them until `dispose`.
 *
 * ```
 * await memory.read(prompt, pause);      // one row
 * memory.repeat(rows);
 * memory.predict();                      // the logits of the next token: memory.logits(row)
 * memory.step(tokenIds);                 // one token a row, and the logits of the next
 * ```
 */
export class Memory {
  private readonly model: GenerationModel;
  private readonly decoder: Decoder;
  private caches: readonly NeuralCache[] = [];
  /** False until a token was read: a state of zeros is no context worth remembering. */
  private hasContext = false;
  /** [B] rows of V logits each, where `predicted`. */
  private logitRows: readonly Float32Array[] = [];
  private predicted = false;

  private constructor(model: GenerationModel, decoder: Decoder, cache: NeuralCache | undefined) {
    this.model = model;
    this.decoder = decoder;
    if (cache !== undefined) this.caches = [cache];
  }

  /**
   * The memory of one row with the model's weights as they are now.
   *
   * @param start `state` [1,H] is copied; zeros where absent. `cache` is taken over.
   */
  static of(
    model: GenerationModel,
    { state, weights, cache }: MemoryStart & { readonly cache?: NeuralCache | undefined },
  ): Memory {
    const decoder = createDecoder(model, weights === undefined ? {} : { weights });
    try {
      if (state !== undefined) decoder.setState(state);
    } catch (error) {
      decoder.dispose();
      throw error;
    }
    const memory = new Memory(model, decoder, cache);
    memory.hasContext = state !== undefined;
    return memory;
  }

  /** The memory from which one row starts, with a new cache where `cache` is given. */
  static start(
    model: GenerationModel,
    options: MemoryStart & { readonly cache?: NeuralCacheOptions | undefined },
  ): Memory {
    const { state, cache } = options;
    if (state !== undefined) checkState(model, state);
    const { hiddenSizes } = model.config;
    const hiddenSize = hiddenSizes[hiddenSizes.length - 1];
    return Memory.of(model, { ...options, cache: cache && new NeuralCache(hiddenSize, cache) });
  }

  get cache(): NeuralCache | undefined {
    return this.caches[0];
  }

  /** The logits [V] of the next token of a row, the cache mixed in. Free to be overwritten, once. */
  logits(row: number): Float32Array {
    return this.logitRows[row];
  }

  /** A copy of the state [B,H], the caller's to dispose. */
  copyState(): LstmState {
    return this.decoder.state();
  }

  /** The numbers of the state as lstm-core names them; undefined when nothing was read. */
  async stateArrays(): Promise<Record<string, NamedArray> | undefined> {
    if (!this.hasContext) return undefined;
    const state = this.copyState();
    try {
      return await stateToArrays(state);
    } finally {
      disposeState(state);
    }
  }

  /** A memory of one row with the same content and weights that goes its own way. */
  fork(): Memory {
    const copy = new Memory(this.model, this.decoder.fork(), this.cache?.clone());
    copy.hasContext = this.hasContext;
    return copy;
  }

  /** The same with the model's weights as they are now: it may have been trained since. */
  forkWithNewWeights(): Memory {
    const state = this.copyState();
    try {
      const { weights } = this.decoder;
      const copy = Memory.of(this.model, { state, weights, cache: this.cache?.clone() });
      copy.hasContext = this.hasContext;
      return copy;
    } finally {
      disposeState(state);
    }
  }

  /** Reads the tokens [N] into the one row, `pause` between pieces. */
  async read(tokenIds: Int32Array, pause: () => Promise<void>): Promise<void> {
    for (let start = 0; start < tokenIds.length; start += CHUNK_TOKENS) {
      await pause();
      this.readChunk(tokenIds.subarray(start, start + CHUNK_TOKENS));
    }
  }

  /** Turns the one row into `count` rows alike. */
  repeat(count: number): void {
    if (count > 1) this.select(new Array<number>(count).fill(0));
  }

  /** Goes on with the rows `rows`, in that order, some of them perhaps several times. */
  select(rows: readonly number[]): void {
    this.decoder.select(rows);
    this.predicted = false;
    if (this.caches.length === 0) return;
    this.caches = rows.map((row, index) =>
      rows.indexOf(row) === index ? this.caches[row] : this.caches[row].clone(),
    );
  }

  /** Makes `logits` ready. */
  predict(): void {
    if (this.predicted) return;
    const logits = tf.tidy(() => {
      const { hidden, batchSize } = this.decoder;
      return this.model.logits(tf.tensor2d(hidden.slice(), [batchSize, hidden.length / batchSize]));
    });
    const values = logits.dataSync() as Float32Array;
    logits.dispose();
    this.takeLogits(values);
  }

  /** Reads one token a row, [B], and makes `logits` ready. */
  step(tokenIds: Int32Array): void {
    if (this.hasContext) {
      const { hidden } = this.decoder;
      for (const [row, cache] of this.caches.entries()) {
        cache.observe(rowOf(hidden, row, cache.hiddenSize), tokenIds[row]);
      }
    }
    const values = this.decoder.step(tokenIds);
    this.hasContext = true;
    this.takeLogits(values);
  }

  dispose(): void {
    this.decoder.dispose();
    this.caches = [];
  }

  private readChunk(chunk: Int32Array): void {
    tf.tidy(() => {
      const input = tf.tensor2d(chunk, [1, chunk.length], "int32");
      const { hidden, state } = this.model.forward(input, this.decoder.state());
      const [cache] = this.caches;
      if (cache !== undefined) {
        if (this.hasContext) cache.observe(this.decoder.hidden, chunk[0]);
        const values = hidden.dataSync() as Float32Array;
        for (let index = 1; index < chunk.length; index++) {
          cache.observe(rowOf(values, index - 1, cache.hiddenSize), chunk[index]);
        }
      }
      this.decoder.setState(state);
    });
    this.hasContext = true;
    this.predicted = false;
  }

  /** Copies the logits [B,V], which are the decoder's, and mixes the caches in. */
  private takeLogits(values: Float32Array): void {
    const { vocabularySize } = this.model.config;
    const { batchSize } = this.decoder;
    if (this.logitRows.length !== batchSize) {
      this.logitRows = Array.from({ length: batchSize }, () => new Float32Array(vocabularySize));
    }
    for (let row = 0; row < batchSize; row++) {
      this.logitRows[row].set(rowOf(values, row, vocabularySize));
    }
    for (const [row, cache] of this.caches.entries()) {
      cache.mixLogits(this.logitRows[row], rowOf(this.decoder.hidden, row, cache.hiddenSize));
    }
    this.predicted = true;
  }
}

function rowOf(values: Float32Array, row: number, size: number): Float32Array {
  return values.length === size ? values : values.subarray(row * size, (row + 1) * size);
}
