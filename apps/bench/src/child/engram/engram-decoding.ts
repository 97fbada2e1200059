import { generate } from "@engram/generation";
import { createDecoder, disposeState, LanguageModel, type LstmState } from "@engram/lstm-core";
import { CharTokenizer } from "@engram/tokenizer";
import type { DecodingJob } from "../../jobs/job.ts";
import { parametersOf } from "../batches.ts";
import { nats } from "../nats.ts";
import type { Workload, WorkloadContext } from "../workload.ts";

/** Tokens by `generate`, which samples each and reads it. */
export async function engramDecoding(
  { job, data }: WorkloadContext<DecodingJob>,
  version: string,
): Promise<Workload> {
  const { vocabularySize, hiddenSize, layers } = job;
  const model = LanguageModel.fromParameters(
    { vocabularySize, hiddenSizes: new Array<number>(layers).fill(hiddenSize) },
    parametersOf(data),
  );
  const weights = job.int8 ? "int8" : "float32";
  const tokenizer = await tokenizerOf(vocabularySize);
  let state: LstmState | undefined;
  let seed = 0;
  return {
    version,
    check: async () => forcedNats(model, weights, data.tokens.data),
    async run(steps) {
      const before = state;
      const start = before === undefined ? {} : { state: before };
      const options = { maxTokens: steps, seed: seed++, weights, returnState: true, ...start } as const;
      ({ state } = await generate(model, tokenizer, "", options));
      if (before !== undefined) disposeState(before);
    },
    close: () => model.dispose(),
  };
}

/** One that has so many tokens. */
async function tokenizerOf(vocabularySize: number): Promise<CharTokenizer> {
  const characters = Array.from({ length: vocabularySize }, (_, index) =>
    String.fromCodePoint(0x4e00 + index),
  );
  const tokenizer = await CharTokenizer.train([characters.join("")], { unknownToken: null });
  if (tokenizer.vocabularySize !== vocabularySize) {
    throw new Error(`tokenizerOf: expected ${vocabularySize} tokens, got ${tokenizer.vocabularySize}`);
  }
  return tokenizer;
}

/** The nats of each token after those before it. */
function forcedNats(model: LanguageModel, weights: "float32" | "int8", tokens: ArrayLike<number>): number[] {
  const decoder = createDecoder(model, { weights });
  if (decoder.weights !== weights) throw new Error(`expected ${weights} weights, got ${decoder.weights}`);
  const values = Array.from({ length: tokens.length - 1 }, (_, index) =>
    nats(decoder.step(tokens[index]), tokens[index + 1]),
  );
  decoder.dispose();
  return values;
}
