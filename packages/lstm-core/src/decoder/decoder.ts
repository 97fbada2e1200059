import type { LanguageModel } from "../language-model.ts";
import type { LstmState } from "../lstm-state.ts";

/** What a decoder needs of a language model; without `parameters` it takes the model's own steps. */
export type DecoderModel = Pick<LanguageModel, "config" | "zeroState" | "step"> &
  Partial<Pick<LanguageModel, "parameters">>;

export interface DecoderOptions {
  /** B, how many rows are read side by side. Default 1. */
  readonly batchSize?: number;
  /**
   * "int8" keeps the matrices in a byte a weight, with a scale for each column: a quarter to read, and logits
   * that differ by about 1%. Only the backend `engram` has it; others keep "float32", the default.
   */
  readonly weights?: "float32" | "int8";
}

/**
 * Reads one token after another with a language model, whose weights are those of when it was made.
 *
 * ```
 * const decoder = createDecoder(model);
 * let logits = decoder.step(tokenId);    // [V], of the token after it
 * ```
 *
 * It holds the state of its B rows itself, zeros at first. What it returns is its own memory: to be copied
 * where it shall outlast the next call.
 */
export interface Decoder {
  /** B. */
  readonly batchSize: number;
  /** What the matrices are kept in. */
  readonly weights: "float32" | "int8";
  /**
   * How far int8 weights are from the model's: the root mean square of the difference over that of the
   * weights, by parameter; empty for float32.
   */
  readonly roundingErrors: Readonly<Record<string, number>>;
  /** [B,H], the last layer's hidden state. */
  readonly hidden: Float32Array;
  /**
   * Reads one token a row.
   *
   * @param tokenIds [B], or one id where B is 1.
   * @returns the logits [B,V] of the tokens after them.
   * @throws RangeError when there are not B ids in [0, V).
   */
  step(tokenIds: number | ArrayLike<number>): Float32Array;
  /** A copy of the state [B,H], the caller's to dispose. */
  state(): LstmState;
  /** Takes a copy of a state [B,H]; its B is the decoder's from now on. @throws RangeError where it does not fit. */
  setState(state: LstmState): void;
  /** Goes on with the rows `rows`, in that order, some of them perhaps several times: B is their number. */
  select(rows: readonly number[]): void;
  /** A decoder with the same weights and state that goes its own way. */
  fork(): Decoder;
  /** Frees its memory; the model and what was forked stay. */
  dispose(): void;
}
