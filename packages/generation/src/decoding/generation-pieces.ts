import { Random } from "@engram/random";
import type { GenerateOptions, Generation } from "../generate-options.ts";
import type { GenerationModel, GenerationTokenizer } from "./generation-model.ts";
import { countUnknown, planGeneration } from "./generation-plan.ts";
import { Memory } from "./memory.ts";
import { createPause } from "./pause.ts";
import { Row } from "./row.ts";
import { writeRows } from "./write-rows.ts";

/** The work of `stream` and `generate`; `caller` is the one that an error names. */
export function generationPieces(
  caller: string,
  model: GenerationModel,
  tokenizer: GenerationTokenizer,
  prompt: string,
  options: GenerateOptions,
): AsyncGenerator<string, Generation, void> {
  const plan = planGeneration(caller, model, tokenizer, options);
  const promptTokenIds = tokenizer.encode(prompt);
  const row = new Row(tokenizer, promptTokenIds, plan.limits, new Random(plan.seed));

  async function* pieces(): AsyncGenerator<string, Generation, void> {
    const pause = createPause(options.signal);
    const memory = Memory.start(model, options);
    try {
      await memory.read(promptTokenIds, pause);
      for await (const _ of writeRows(memory, [row], plan.sampler, pause)) {
        const piece = row.takePiece();
        if (piece !== "") yield piece;
      }
      const generation = row.result(countUnknown(tokenizer, promptTokenIds));
      if (!options.returnState) return generation;
      if (row.length > 0) memory.step(Int32Array.of(row.lastTokenId));
      return { ...generation, state: memory.copyState() };
    } finally {
      memory.dispose();
    }
  }
  return pieces();
}
