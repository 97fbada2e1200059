import type { GenerationModel, GenerationTokenizer } from "./decoding/generation-model.ts";
import { generationPieces } from "./decoding/generation-pieces.ts";
import type { GenerateOptions, Generation } from "./generate-options.ts";

/**
 * Generates one text that goes on from `prompt`.
 *
 * The same model, prompt, options and seed give the same text. See `stream` for the empty prompt and
 * unknown characters.
 *
 * @throws RangeError or TypeError when an option is wrong or the tokenizer is not the model's; the reason of
 * `signal` when it is aborted.
 */
export async function generate(
  model: GenerationModel,
  tokenizer: GenerationTokenizer,
  prompt: string,
  options: GenerateOptions = {},
): Promise<Generation> {
  const pieces = generationPieces("generate", model, tokenizer, prompt, options);
  for (;;) {
    const next = await pieces.next();
    if (next.done) return next.value;
  }
}
