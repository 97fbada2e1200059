import type { GenerationModel, GenerationTokenizer } from "./decoding/generation-model.ts";
import { generationPieces } from "./decoding/generation-pieces.ts";
import type { GenerateOptions, Generation } from "./generate-options.ts";

/**
 * Generates text piece by piece: `for await (const piece of stream(model, tokenizer, "Once")) …`.
 *
 * A piece is one or more whole characters, never half of one, and never a part of a stop string: what could
 * still become a stop string is held back. Leaving the loop, an error and an aborted `signal` all free every
 * tensor. The generator's return value is the whole {@link Generation}.
 *
 * An empty prompt starts from the state alone: with the default zeros, the first token comes from the output
 * layer's bias, which is about how often each token occurs. A prompt token that the tokenizer does not know
 * is read as its unknown token and counted in `unknownPromptTokens`.
 *
 * @throws RangeError or TypeError at once when an option is wrong or the tokenizer is not the model's.
 */
export function stream(
  model: GenerationModel,
  tokenizer: GenerationTokenizer,
  prompt: string,
  options: GenerateOptions = {},
): AsyncGenerator<string, Generation, void> {
  return generationPieces("stream", model, tokenizer, prompt, options);
}
