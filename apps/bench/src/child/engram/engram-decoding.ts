import { generate } from "@engram/generation";
import { disposeState, LanguageModel, type LstmState } from "@engram/lstm-core";
import { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";
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
  const tokenizer = await tokenizerOf(vocabularySize);
  let state: LstmState | undefined;
  let seed = 0;
  return {
    version,
    check: async () => forcedNats(model, data.tokens.data as Int32Array),
    async run(steps) {
      const before = state;
      const options = { maxTokens: steps, seed: seed++, returnState: true, ...(before && { state: before }) };
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
function forcedNats(model: LanguageModel, tokens: Int32Array): number[] {
  const values: number[] = [];
  let state = model.zeroState(1);
  for (let index = 0; index + 1 < tokens.length; index++) {
    const after = model.step([tokens[index]], state);
    values.push(nats(after.logits.dataSync() as Float32Array, tokens[index + 1]));
    disposeState(state);
    tf.dispose([after.logits, after.hidden]);
    state = after.state;
  }
  disposeState(state);
  return values;
}
