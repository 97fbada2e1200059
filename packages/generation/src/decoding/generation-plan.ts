import { checkNeuralCacheOptions } from "../cache/neural-cache-options.ts";
import type { GenerateOptions } from "../generate-options.ts";
import { Sampler } from "../sampling/sampler.ts";
import { checkVocabulary, type GenerationModel, type GenerationTokenizer } from "./generation-model.ts";
import type { RowLimits } from "./row.ts";
import { StopMatcher } from "./stop-matcher.ts";

const DEFAULT_MAX_TOKENS = 256;

/** The options of a generation, checked before any work is done. */
export interface GenerationPlan {
  readonly sampler: Sampler;
  readonly limits: RowLimits;
  readonly seed: number;
}

/** @throws RangeError or TypeError when an option is wrong or the tokenizer is not the model's. */
export function planGeneration(
  caller: string,
  model: GenerationModel,
  tokenizer: GenerationTokenizer,
  options: GenerateOptions,
): GenerationPlan {
  checkVocabulary(caller, model, tokenizer);
  const {
    maxTokens = DEFAULT_MAX_TOKENS,
    seed = 0,
    stop = [],
    stopTokenIds = [],
    score = false,
    cache,
  } = options;
  if (!Number.isSafeInteger(maxTokens) || maxTokens < 0) {
    throw new RangeError(`${caller}: expected maxTokens to be an integer of 0 or more, got ${maxTokens}`);
  }
  if (cache !== undefined) checkNeuralCacheOptions(cache);
  const stops = typeof stop === "string" ? [stop] : stop;
  // Made here for its check alone: each row has one of its own.
  new StopMatcher(stops);
  const { unknownId } = tokenizer;
  const bannedTokenIds = options.bannedTokenIds ?? (unknownId === undefined ? [] : [unknownId]);
  return {
    sampler: new Sampler(tokenizer.vocabularySize, { ...options, bannedTokenIds }),
    limits: { maxTokens, stops, stopTokenIds, score },
    seed,
  };
}

/** How many of the tokens are the tokenizer's unknown token. */
export function countUnknown(tokenizer: GenerationTokenizer, tokenIds: Int32Array): number {
  const { unknownId } = tokenizer;
  if (unknownId === undefined) return 0;
  return tokenIds.reduce((count, tokenId) => count + (tokenId === unknownId ? 1 : 0), 0);
}
