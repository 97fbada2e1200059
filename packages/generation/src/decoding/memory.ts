import { cloneState, disposeState, type LstmState, type NamedArray, stateToArrays } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";
import { NeuralCache } from "../cache/neural-cache.ts";
import type { NeuralCacheOptions } from "../cache/neural-cache-options.ts";
import type { GenerationModel } from "./generation-model.ts";
import { checkState, selectStateRows, topHidden } from "./state-rows.ts";

/** A prompt is read in pieces of this many tokens: a long one needs no more tensor memory than a short one. */
const CHUNK_TOKENS = 256;

/**
 * A model's working memory while it reads and writes B rows: the LSTM state and, where wanted, a neural cache
 * a row. It owns its tensors until `dispose`.
 *
 * ```
 * await memory.read(prompt, pause);      // one row
 * memory.repeat(rows);
 * await memory.predict();                // the logits of the next token: memory.logits(row)
 * await memory.step(tokenIds);           // one token a row, and the logits of the next
 * ```
 */
export class Memory {
  private readonly model: GenerationModel;
  private state: LstmState;
  private caches: readonly NeuralCache[] = [];
  /** False until a token was read: a state of zeros is no context worth remembering. */
  private hasContext: boolean;
  /** [B] views of V logits each, where `predicted`. */
  private logitRows: readonly Float32Array[] = [];
  private predicted = false;
  /** [B,H] of the state, kept only for the caches; undefined when the state is newer. */
  private context: Float32Array | undefined;

  /**
   * @param start `state` [B,H] is copied (a state of zeros, batch 1, where absent); `cache` is taken over and goes with
   * batch 1 only.
   */
  constructor(
    model: GenerationModel,
    start: { readonly state?: LstmState; readonly cache?: NeuralCache } = {},
  ) {
    this.model = model;
    this.hasContext = start.state !== undefined;
    this.state = start.state === undefined ? model.zeroState(1) : cloneState(start.state);
    if (start.cache !== undefined) this.caches = [start.cache];
  }

  /** The memory from which one row starts, with a new cache where `cache` is given. */
  static start(
    model: GenerationModel,
    {
      state,
      cache,
    }: { readonly state?: LstmState | undefined; readonly cache?: NeuralCacheOptions | undefined },
  ): Memory {
    if (state !== undefined) checkState(model, state);
    const { hiddenSizes } = model.config;
    return new Memory(model, {
      ...(state && { state }),
      ...(cache && { cache: new NeuralCache(hiddenSizes[hiddenSizes.length - 1], cache) }),
    });
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
    return cloneState(this.state);
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

  /** A memory of one row with the same content that goes its own way. */
  fork(): Memory {
    const cache = this.cache?.clone();
    const copy = new Memory(this.model, { state: this.state, ...(cache && { cache }) });
    copy.hasContext = this.hasContext;
    return copy;
  }

  /** Reads the tokens [N] into the one row, `pause` between pieces. */
  async read(tokenIds: Int32Array, pause: () => Promise<void>): Promise<void> {
    for (let start = 0; start < tokenIds.length; start += CHUNK_TOKENS) {
      await pause();
      const chunk = tokenIds.subarray(start, start + CHUNK_TOKENS);
      const before = this.hasContext ? await this.loadContext() : undefined;
      const { hidden, state } = this.forward(chunk);
      this.replaceState(state);
      try {
        if (this.caches.length > 0) await this.remember(before, chunk, hidden);
      } finally {
        hidden.dispose();
      }
    }
  }

  /** Turns the one row into `count` rows alike. */
  repeat(count: number): void {
    if (count > 1) this.select(new Array<number>(count).fill(0));
  }

  /** Goes on with the rows `rows`, in that order, some of them perhaps several times. */
  select(rows: readonly number[]): void {
    const hasContext = this.hasContext;
    this.replaceState(selectStateRows(this.state, rows));
    this.hasContext = hasContext;
    if (this.caches.length === 0) return;
    this.caches = rows.map((row, index) =>
      rows.indexOf(row) === index ? this.caches[row] : this.caches[row].clone(),
    );
  }

  /** Makes `logits` ready. */
  async predict(): Promise<void> {
    if (this.predicted) return;
    await this.load(this.model.logits(topHidden(this.state)) as tf.Tensor2D);
  }

  /** Reads one token a row, [B], and makes `logits` ready. */
  async step(tokenIds: Int32Array): Promise<void> {
    const before = this.hasContext ? await this.loadContext() : undefined;
    const { logits, hidden, state } = this.model.step(tokenIds, this.state);
    hidden.dispose();
    this.replaceState(state);
    if (before !== undefined) {
      const size = before.length / tokenIds.length;
      for (let row = 0; row < this.caches.length; row++) {
        this.caches[row].observe(before.subarray(row * size, (row + 1) * size), tokenIds[row]);
      }
    }
    await this.load(logits);
  }

  dispose(): void {
    disposeState(this.state);
    this.state = [];
    this.caches = [];
  }

  private forward(chunk: Int32Array): { hidden: tf.Tensor3D; state: LstmState } {
    const input = tf.tensor2d(chunk, [1, chunk.length], "int32");
    try {
      return this.model.forward(input, this.state);
    } finally {
      input.dispose();
    }
  }

  private replaceState(state: LstmState): void {
    disposeState(this.state);
    this.state = state;
    this.hasContext = true;
    this.predicted = false;
    this.context = undefined;
  }

  /** Adds the pairs (hidden state, token after it) of a chunk to the one row's cache. */
  private async remember(
    before: Float32Array | undefined,
    chunk: Int32Array,
    hidden: tf.Tensor3D,
  ): Promise<void> {
    const [cache] = this.caches;
    const values = (await hidden.data()) as Float32Array;
    const size = cache.hiddenSize;
    if (before !== undefined) cache.observe(before, chunk[0]);
    for (let index = 1; index < chunk.length; index++) {
      cache.observe(values.subarray((index - 1) * size, index * size), chunk[index]);
    }
  }

  /** The hidden state [B,H] on the JavaScript side, where a cache needs it. */
  private async loadContext(): Promise<Float32Array | undefined> {
    if (this.caches.length === 0) return undefined;
    this.context ??= Float32Array.from(await topHidden(this.state).data());
    return this.context;
  }

  /** Copies the logits [B,V] to the JavaScript side, mixes the caches in, and frees the tensor. */
  private async load(logits: tf.Tensor2D): Promise<void> {
    const [rows, vocabularySize] = logits.shape;
    try {
      const context = await this.loadContext();
      const values = await logits.data();
      if (this.logitRows.length !== rows) {
        this.logitRows = Array.from({ length: rows }, () => new Float32Array(vocabularySize));
      }
      for (let row = 0; row < rows; row++) {
        this.logitRows[row].set(values.subarray(row * vocabularySize, (row + 1) * vocabularySize));
        if (context === undefined) continue;
        const { hiddenSize } = this.caches[row];
        this.caches[row].mixLogits(
          this.logitRows[row],
          context.subarray(row * hiddenSize, (row + 1) * hiddenSize),
        );
      }
      this.predicted = true;
    } finally {
      logits.dispose();
    }
  }
}
