import type { NeuralCacheOptions } from "@engram/generation";
import type { Command } from "commander";
import { numberBetween, wholeNumber } from "./parse-argument.ts";

/** What the flags of `generate`, `complete` and `chat` give. */
export interface SamplingFlags {
  temperature: number;
  topK: number;
  topP: number;
  minP: number;
  repetitionPenalty: number;
  noRepeatNgram: number;
  seed: number;
}

/** What the flags of the neural cache give. */
export interface CacheFlags {
  cache: number;
  cacheWeight: number;
  cacheTheta: number;
}

export function addSamplingFlags(command: Command): Command {
  return command
    .option(
      "--temperature <x>",
      "below 1 safer, above 1 wilder, 0 always the likeliest",
      numberBetween(0, 100),
      0.8,
    )
    .option("--top-k <n>", "choose among the n likeliest tokens (0: all)", wholeNumber(0), 0)
    .option(
      "--top-p <x>",
      "choose among the likeliest tokens with this probability together",
      numberBetween(0, 1),
      1,
    )
    .option(
      "--min-p <x>",
      "leave out tokens below this share of the likeliest one's probability",
      numberBetween(0, 1),
      0,
    )
    .option(
      "--repetition-penalty <x>",
      "above 1: tokens that occurred become less likely",
      numberBetween(0.01, 100),
      1,
    )
    .option("--no-repeat-ngram <n>", "no sequence of n tokens twice (0: allowed)", wholeNumber(0), 0)
    .option("--seed <n>", "the same seed gives the same text", wholeNumber(0), 0);
}

export function addCacheFlags(command: Command): Command {
  return command
    .option(
      "--cache <n>",
      "neural cache: remember n positions as a second memory (0: off)",
      wholeNumber(0),
      0,
    )
    .option("--cache-weight <x>", "the cache's share of each prediction", numberBetween(0, 1), 0.1)
    .option("--cache-theta <x>", "how much more similar contexts count", numberBetween(0, 1000), 0.3);
}

/** The sampling flags alone, among all of a command. */
export function samplingOptions(flags: SamplingFlags): SamplingFlags {
  const { temperature, topK, topP, minP, repetitionPenalty, noRepeatNgram, seed } = flags;
  return { temperature, topK, topP, minP, repetitionPenalty, noRepeatNgram, seed };
}

export function cacheOptions(flags: CacheFlags): NeuralCacheOptions | undefined {
  return flags.cache > 0
    ? { size: flags.cache, weight: flags.cacheWeight, theta: flags.cacheTheta }
    : undefined;
}
