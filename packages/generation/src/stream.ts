import { Random } from "@engram/random";
import type { GenerationModel, GenerationTokenizer } from "./decoding/generation-model.ts";
import { countUnknown, planGeneration } from "./decoding/generation-plan.ts";
import { Memory } from "./decoding/memory.ts";
import { createPause } from "./decoding/pause.ts";
import { Row } from "./decoding/row.ts";
import { writeRows } from "./decoding/write-rows.ts";
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
  const plan = planGeneration("stream", model, tokenizer, options);
  const promptTokenIds = tokenizer.encode(prompt);
  const row = new Row(tokenizer, promptTokenIds, plan.limits, new Random(plan.seed));

  async function* pieces(): AsyncGenerator<string, Generation, void> {
    const pause = createPause(options.signal);
    const memory = Memory.start(model, options);
    try {
      await memory.read(promptTokenIds, pause);
      let written = 0;
      for await (const _ of writeRows(memory, [row], plan.sampler, pause)) {
        if (row.text.length > written) yield row.text.slice(written);
        written = row.text.length;
      }
      const generation = row.result(countUnknown(tokenizer, promptTokenIds));
      if (!options.returnState) return generation;
      if (row.length > 0) await memory.step(Int32Array.of(row.lastTokenId));
      return { ...generation, state: memory.copyState() };
    } finally {
      memory.dispose();
    }
  }
  return pieces();
}
