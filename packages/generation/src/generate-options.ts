import type { DecoderOptions, LstmState } from "@engram/lstm-core";
import type { NeuralCacheOptions } from "./cache/neural-cache-options.ts";
import type { SamplingOptions } from "./sampling/sampling-options.ts";

/** What one text is generated with. */
export interface GenerateOptions extends SamplingOptions {
  /** At most this many tokens are generated, 0 or more. Default 256. */
  readonly maxTokens?: number;
  /** Integer in [0, 2^53), 0 included: the same seed gives the same text. Default 0. */
  readonly seed?: number;
  /** The text ends before the first of these; none of them, nor a part of one, comes out. */
  readonly stop?: string | readonly string[];
  /** A token that ends the text; it is the last of `tokenIds` and not in `text`. */
  readonly stopTokenIds?: readonly number[];
  /** Tokens never chosen. Default: the tokenizer's unknown token, if it has one; `[]` allows it. */
  readonly bannedTokenIds?: readonly number[];
  /** A neural cache, filled by the prompt and then by the generated tokens. Default: none. */
  readonly cache?: NeuralCacheOptions;
  /** The working memory to start from, [1,H] a layer; it is copied, not consumed. Default: zeros. */
  readonly state?: LstmState;
  /** "int8" generates with rounded matrices where the backend has them: see lstm-core's `createDecoder`. */
  readonly weights?: DecoderOptions["weights"];
  /** Return how probable the text is, as `meanLogProbability`. Default false. */
  readonly score?: boolean;
  /** Return the working memory after the last token as `state`. Default false. */
  readonly returnState?: boolean;
  /** Aborting it makes the generation throw its reason, after every tensor is freed. */
  readonly signal?: AbortSignal;
}

/** Why a text ended. */
export type StopReason = "maxTokens" | "stopString" | "stopToken";

/** A generated text. */
export interface Generation {
  /** The text after the prompt, up to a stop string. */
  readonly text: string;
  /** [N]: every generated token, those of a stop string or a stop token included. */
  readonly tokenIds: Int32Array;
  readonly stopReason: StopReason;
  /** How many of the prompt's tokens the tokenizer did not know. */
  readonly unknownPromptTokens: number;
  /** With `score`: the mean of log p(token) under the model, in nats, before any filter; 0 of no tokens. */
  readonly meanLogProbability?: number;
  /** With `returnState`: the state after all of `tokenIds`, [1,H] a layer; the caller disposes it. */
  readonly state?: LstmState;
}
