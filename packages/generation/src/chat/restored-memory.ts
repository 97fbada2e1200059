import { disposeState, stateFromArrays } from "@engram/lstm-core";
import { NeuralCache } from "../cache/neural-cache.ts";
import type { GenerationModel } from "../decoding/generation-model.ts";
import { Memory } from "../decoding/memory.ts";
import type { GenerateOptions } from "../generate-options.ts";
import type { ChatMemory } from "./chat-memory.ts";

/**
 * The working memory that was saved, with the session's own cache options.
 *
 * @throws Error when the memory has a cache and the session none, or the reverse, or more than fits.
 */
export function restoredMemory(
  model: GenerationModel,
  saved: ChatMemory,
  options: Pick<GenerateOptions, "cache" | "weights">,
): Memory {
  const { weights } = options;
  const cache = restoredCache(model, saved, options.cache);
  if (saved.state === undefined) return Memory.start(model, { weights, cache: options.cache });
  const state = stateFromArrays(saved.state);
  try {
    return Memory.of(model, { state, weights, cache });
  } finally {
    disposeState(state);
  }
}

function restoredCache(
  model: GenerationModel,
  { cache: content }: ChatMemory,
  options: GenerateOptions["cache"],
): NeuralCache | undefined {
  if ((content === undefined) !== (options === undefined)) {
    const [expected, got] = options === undefined ? ["no", "one"] : ["a", "none"];
    throw new Error(`restoreMemory: expected a memory with ${expected} neural cache, got ${got}`);
  }
  if (content === undefined || options === undefined) return undefined;
  const { hidden, tokenIds } = content;
  if (tokenIds.length > options.size) {
    throw new Error(
      `restoreMemory: expected at most ${options.size} positions in the cache, got ${tokenIds.length}`,
    );
  }
  const hiddenSize = model.config.hiddenSizes[model.config.hiddenSizes.length - 1];
  const cache = new NeuralCache(hiddenSize, options);
  for (const [index, tokenId] of tokenIds.entries()) {
    cache.observe(hidden.subarray(index * hiddenSize, (index + 1) * hiddenSize), tokenId);
  }
  return cache;
}
