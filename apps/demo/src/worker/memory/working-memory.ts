import { cloneState, disposeState, type LanguageModel, type LstmState } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";

/** Tokens read at a time. */
const CHUNK_TOKENS = 256;
/** The neural cache is filled from at most so many tokens, more or less. */
const MOST_RECENT = 4096;

/** What one model remembers: the state after all it has read, and what it read of late. */
export class WorkingMemory {
  readonly model: LanguageModel;
  private now: LstmState;
  /** The state before `recent`. */
  private before: LstmState;
  private recentIds = new Int32Array();
  private tokens = 0;

  constructor(model: LanguageModel) {
    this.model = model;
    this.now = model.zeroState(1);
    this.before = model.zeroState(1);
  }

  /** [1,H] a layer; the memory's own. */
  get state(): LstmState {
    return this.now;
  }

  /** The state before {@link recentTokenIds}; the memory's own. */
  get stateBefore(): LstmState {
    return this.before;
  }

  /** The tokens read last, with which a neural cache is filled. */
  get recentTokenIds(): Int32Array {
    return this.recentIds;
  }

  /** How many tokens were read since it was empty, as far as is known. */
  get tokensRead(): number {
    return this.tokens;
  }

  get isEmpty(): boolean {
    return this.tokens === 0;
  }

  /** Reads tokens [N]; where it fails the memory is as it was. */
  async read(tokenIds: Int32Array, pause: () => Promise<void>): Promise<void> {
    let state = cloneState(this.now);
    try {
      for (let start = 0; start < tokenIds.length; start += CHUNK_TOKENS) {
        await pause();
        const next = readChunk(this.model, tokenIds.subarray(start, start + CHUNK_TOKENS), state);
        disposeState(state);
        state = next;
      }
    } catch (error) {
      disposeState(state);
      throw error;
    }
    this.advance(tokenIds, state);
  }

  /** Notes that `tokenIds` were read and led to `state`, which is taken over. */
  advance(tokenIds: Int32Array, state: LstmState): void {
    if (this.recentIds.length + tokenIds.length > MOST_RECENT) {
      disposeState(this.before);
      this.before = this.now;
      this.recentIds = tokenIds.slice();
    } else {
      disposeState(this.now);
      this.recentIds = Int32Array.from([...this.recentIds, ...tokenIds]);
    }
    this.now = state;
    this.tokens += tokenIds.length;
  }

  /** Remembers something else. @param state taken over. @param tokens how many were read into it. */
  replace(state: LstmState, tokens: number): void {
    this.dispose();
    this.now = state;
    this.before = cloneState(state);
    this.recentIds = new Int32Array();
    this.tokens = tokens;
  }

  clear(): void {
    this.replace(this.model.zeroState(1), 0);
  }

  dispose(): void {
    disposeState(this.now);
    disposeState(this.before);
  }
}

function readChunk(model: LanguageModel, chunk: Int32Array, before: LstmState): LstmState {
  const ids = tf.tensor2d(chunk.slice(), [1, chunk.length], "int32");
  const { hidden, state } = model.forward(ids, before);
  tf.dispose([ids, hidden]);
  return state;
}
