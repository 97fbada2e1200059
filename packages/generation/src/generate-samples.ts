import { Random } from "@engram/random";
import type { GenerationModel, GenerationTokenizer } from "./decoding/generation-model.ts";
import { countUnknown, planGeneration } from "./decoding/generation-plan.ts";
import { Memory } from "./decoding/memory.ts";
import { createPause } from "./decoding/pause.ts";
import { Row } from "./decoding/row.ts";
import { writeRows } from "./decoding/write-rows.ts";
import type { GenerateOptions, Generation } from "./generate-options.ts";

/**
 * Generates `count` texts that go on from `prompt`, as the rows of one batch.
 *
 * Row r draws from stream r of the seed, whatever the other rows do: it is the same text for every `count`,
 * and row 0 is the text of {@link generate}.
 *
 * @param count 1 or more.
 * @throws RangeError or TypeError when an option is wrong or the tokenizer is not the model's; the reason of
 * `signal` when it is aborted.
 */
export async function generateSamples(
  model: GenerationModel,
  tokenizer: GenerationTokenizer,
  prompt: string,
  count: number,
  options: Omit<GenerateOptions, "returnState"> = {},
): Promise<Generation[]> {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`generateSamples: expected a count that is an integer of 1 or more, got ${count}`);
  }
  const plan = planGeneration("generateSamples", model, tokenizer, options);
  const promptTokenIds = tokenizer.encode(prompt);
  const rows = Array.from(
    { length: count },
    (_, index) => new Row(tokenizer, promptTokenIds, plan.limits, new Random(plan.seed, index)),
  );
  const pause = createPause(options.signal);
  const memory = Memory.start(model, options);
  try {
    await memory.read(promptTokenIds, pause);
    memory.repeat(count);
    for await (const _ of writeRows(memory, rows, plan.sampler, pause));
    const unknown = countUnknown(tokenizer, promptTokenIds);
    return rows.map((row) => row.result(unknown));
  } finally {
    memory.dispose();
  }
}
