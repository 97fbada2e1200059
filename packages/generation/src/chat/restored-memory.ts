import { disposeState, stateFromArrays } from "@engram/lstm-core";
import { NeuralCache } from "../cache/neural-cache.ts";
import type { NeuralCacheOptions } from "../cache/neural-cache-options.ts";
import type { GenerationModel } from "../decoding/generation-model.ts";
import { Memory } from "../decoding/memory.ts";
import type { ChatMemory } from "./chat-memory.ts";

/**
 * The working memory that was saved, with the session's own cache options.
 *
 * @throws Error when the memory has a cache and the session none, or the reverse, or more than fits.
 */
export function restoredMemory(
  model: GenerationModel,
  saved: ChatMemory,
  cacheOptions: NeuralCacheOptions | undefined,
): Memory {
  const cache = restoredCache(model, saved, cacheOptions);
  if (saved.state === undefined) return Memory.start(model, { cache: cacheOptions });
  const state = stateFromArrays(saved.state);
  try {
    return new Memory(model, { state, ...(cache && { cache }) });
  } finally {
    disposeState(state);
  }
}

function restoredCache(
  model: GenerationModel,
  { cache: content }: ChatMemory,
  options: NeuralCacheOptions | undefined,
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
