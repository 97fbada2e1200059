import type { DecoderOptions, LstmState } from "@engram/lstm-core";
import type { GenerationModel, GenerationTokenizer } from "../decoding/generation-model.ts";
import { checkVocabulary } from "../decoding/generation-model.ts";
import { StopMatcher } from "../decoding/stop-matcher.ts";
import type { StopReason } from "../generate-options.ts";
import { checkSamplingOptions } from "../sampling/sampling-options.ts";

/** The search and what ends a text. */
export interface BeamSearchOptions {
  /** How many unfinished texts are followed at once, 1 or more. Default 4. */
  readonly beams?: number;
  /** How many texts to return, at most `beams`. Default 1. */
  readonly count?: number;
  /** At most this many tokens are generated, 1 or more. Default 64. */
  readonly maxTokens?: number;
  /** A text's score is log p / length ^ lengthPenalty; 0 prefers short texts, above 1 long ones. Default 1. */
  readonly lengthPenalty?: number;
  /** A text ends before the first of these. */
  readonly stop?: string | readonly string[];
  /** A token that ends the text; it counts in its probability and length, and is not in `text`. */
  readonly stopTokenIds?: readonly number[];
  /** Let no sequence of this many tokens occur twice; 0 (default) lets it. */
  readonly noRepeatNgram?: number;
  /** Tokens never chosen. Default: the tokenizer's unknown token, if it has one. */
  readonly bannedTokenIds?: readonly number[];
  /** The working memory to start from, [1,H] a layer; it is copied. Default: zeros. */
  readonly state?: LstmState;
  /** "int8" searches with rounded matrices where the backend has them: see lstm-core's `createDecoder`. */
  readonly weights?: DecoderOptions["weights"];
  /** Aborting it makes the search throw its reason, after every tensor is freed. */
  readonly signal?: AbortSignal;
}

/** One text that a beam search found. */
export interface Beam {
  readonly text: string;
  /** [N]: the tokens, those of a stop string or a stop token included. */
  readonly tokenIds: Int32Array;
  /** log p(tokenIds) under the model, in nats, float64. */
  readonly logProbability: number;
  /** logProbability / N ^ lengthPenalty: what the beams are sorted by. */
  readonly score: number;
  readonly stopReason: StopReason;
}

/** The options with their defaults. */
export type BeamSearchPlan = Required<Omit<BeamSearchOptions, "state" | "signal" | "stop" | "weights">> & {
  readonly stops: readonly string[];
};

/** @throws RangeError or TypeError when an option is wrong or the tokenizer is not the model's. */
export function planBeamSearch(
  model: GenerationModel,
  tokenizer: GenerationTokenizer,
  options: BeamSearchOptions,
): BeamSearchPlan {
  checkVocabulary("beamSearch", model, tokenizer);
  const { beams = 4, count = 1, maxTokens = 64, lengthPenalty = 1, stop = [], stopTokenIds = [] } = options;
  for (const [name, value, limit] of [
    ["beams", beams, Number.MAX_SAFE_INTEGER],
    ["count", count, beams],
    ["maxTokens", maxTokens, Number.MAX_SAFE_INTEGER],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < 1 || value > limit) {
      const range = name === "count" ? `in [1, beams = ${beams}]` : "of 1 or more";
      throw new RangeError(`beamSearch: expected ${name} to be an integer ${range}, got ${value}`);
    }
  }
  if (!Number.isFinite(lengthPenalty)) {
    throw new RangeError(`beamSearch: expected lengthPenalty to be finite, got ${lengthPenalty}`);
  }
  const stops = typeof stop === "string" ? [stop] : stop;
  // Made here for its check alone: each text has one of its own.
  new StopMatcher(stops);
  const { unknownId } = tokenizer;
  const { noRepeatNgram = 0, bannedTokenIds = unknownId === undefined ? [] : [unknownId] } = options;
  checkSamplingOptions(model.config.vocabularySize, { noRepeatNgram, bannedTokenIds });
  return { beams, count, maxTokens, lengthPenalty, stops, stopTokenIds, noRepeatNgram, bannedTokenIds };
}
