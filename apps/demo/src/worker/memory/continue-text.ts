import { type GenerateOptions, type Generation, type GenerationTokenizer, stream } from "@engram/generation";
import type { Tokenizer } from "@engram/tokenizer";
import type { WorkingMemory } from "./working-memory.ts";

/** What the page asks for. */
export interface ContinueOptions {
  readonly prompt: string;
  /** From what was read, or from an empty memory. */
  readonly from: "memory" | "empty";
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  /** A neural cache, filled from what was read last. */
  readonly cache?: GenerateOptions["cache"] | undefined;
}

/**
 * Writes on from a memory, which stays as it is.
 *
 * With a cache the tokens read last are read once more, from the memory before them: that fills it.
 *
 * @returns pieces of text; at the end the generation, with the `state` after it.
 */
export function continueText(
  memory: WorkingMemory,
  tokenizer: Tokenizer,
  options: ContinueOptions,
  signal: AbortSignal,
): AsyncGenerator<string, Generation, void> {
  const { prompt, from, cache, ...sampling } = options;
  const fillsCache = cache !== undefined && from === "memory" && memory.recentTokenIds.length > 0;
  const state = fillsCache ? memory.stateBefore : memory.state;
  return stream(memory.model, fillsCache ? reread(tokenizer, memory.recentTokenIds) : tokenizer, prompt, {
    ...sampling,
    signal,
    returnState: true,
    // Zeros are the default; as a state they would count as something that was read.
    ...(from === "memory" && !memory.isEmpty && { state }),
    ...(cache && { cache }),
  });
}

/** A tokenizer whose texts begin with tokens that were read before. */
function reread(tokenizer: Tokenizer, tokenIds: Int32Array): GenerationTokenizer {
  const { vocabularySize, unknownId } = tokenizer;
  return {
    vocabularySize,
    unknownId,
    encode: (text) => Int32Array.from([...tokenIds, ...tokenizer.encode(text)]),
    decode: (ids, options) => tokenizer.decode(ids, options),
    createDecoder: (options) => tokenizer.createDecoder(options),
  };
}
