import { engramBackend } from "@engram/backend";
import { expectConstantTensors, relativeError } from "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import {
  createDecoder,
  type Decoder,
  disposeState,
  LanguageModel,
  type LanguageModelOptions,
  languageModelFromArrays,
} from "../src/index.ts";
import { importKeras } from "../src/node/index.ts";
import { BACKENDS, onBackend } from "./backends.ts";
import { unpacked } from "./weight-fixtures.ts";

const MODELS: Record<string, LanguageModelOptions> = {
  "one-hot": { vocabularySize: 65, hiddenSizes: [33] },
  embedding: { vocabularySize: 17, embeddingSize: 5, hiddenSizes: [40, 3] },
  tied: { vocabularySize: 19, embeddingSize: 7, hiddenSizes: [5, 7], tiedOutput: true },
  "large vocabulary": { vocabularySize: 1100, embeddingSize: 9, hiddenSizes: [35] },
  "eight layers": { vocabularySize: 11, embeddingSize: 3, hiddenSizes: [1, 3, 5, 17, 33, 2, 40, 4] },
};
const ENGRAM = BACKENDS.filter((name) => name.startsWith("engram"));

/** Logits and hidden states of five tokens in each of two rows, by the decoder and by the model. */
function bothWays(model: LanguageModel, decoder: Decoder) {
  let state = model.zeroState(2);
  const byDecoder: number[] = [];
  const byModel: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    const tokenIds = [3 * turn + 1, 5 * turn].map((id) => id % model.config.vocabularySize);
    byDecoder.push(...decoder.step(tokenIds), ...decoder.hidden);
    const made = model.step(tokenIds, state);
    byModel.push(...made.logits.dataSync(), ...made.hidden.dataSync());
    tf.dispose([made.logits, made.hidden]);
    disposeState(state);
    state = made.state;
  }
  disposeState(state);
  return { byDecoder, byModel };
}

describe.each(BACKENDS)("on %s", (backend) => {
  test.each(Object.entries(MODELS))("steps are those of the model: %s", async (_, options) => {
    await onBackend(backend, () => {
      const model = LanguageModel.create(options, { seed: 3 });
      const decoder = createDecoder(model, { batchSize: 2 });
      expect(decoder.constructor.name).toBe(engramBackend() ? "KernelDecoder" : "ModelDecoder");
      const { byDecoder, byModel } = bothWays(model, decoder);
      expect(byDecoder).toBeAllClose(byModel);
      decoder.dispose();
      model.dispose();
    });
  });

  test.each(["language-model.keras", "one-hot.keras"])("and those of a model of Keras: %s", async (name) => {
    const parts = await importKeras(unpacked(name));
    await onBackend(backend, () => {
      const model = languageModelFromArrays(parts);
      const decoder = createDecoder(model, { batchSize: 2 });
      const { byDecoder, byModel } = bothWays(model, decoder);
      expect(byDecoder).toBeAllClose(byModel);
      decoder.dispose();
      model.dispose();
    });
  });

  test("the state goes out, comes in, and its rows are chosen and repeated", async () => {
    await onBackend(backend, () => {
      const model = LanguageModel.create(MODELS.embedding, { seed: 4 });
      const decoder = createDecoder(model);
      decoder.step(2);
      const state = decoder.state();
      const one = decoder.step(3).slice();
      decoder.select([0, 0, 0]);
      expect(decoder.batchSize).toBe(3);
      const three = decoder.step([5, 6, 5]).slice();
      expect(three.subarray(34)).toEqual(three.subarray(0, 17));
      decoder.select([1, 0]);
      const two = decoder.step([7, 7]).slice();
      decoder.setState(state);
      expect(decoder.batchSize).toBe(1);
      expect(decoder.step(3)).toEqual(one);
      decoder.step(6);
      expect(decoder.step(7)).toBeAllClose(two.subarray(0, 17));
      disposeState(state);
      decoder.dispose();
      model.dispose();
    });
  });

  test("a fork goes its own way, and on when the first is gone", async () => {
    await onBackend(backend, () => {
      const model = LanguageModel.create(MODELS.embedding, { seed: 10 });
      const decoder = createDecoder(model);
      tf.tidy(() => {
        decoder.step(2);
      });
      const fork = decoder.fork();
      const expected = decoder.step(3).slice();
      decoder.step(4);
      decoder.dispose();
      expect(fork.step(3)).toEqual(expected);
      fork.dispose();
      model.dispose();
    });
  });

  test("no tensor and no block is left", async () => {
    await onBackend(backend, async () => {
      const model = LanguageModel.create(MODELS.tied, { seed: 5 });
      const blocks: (number | undefined)[] = [];
      await expectConstantTensors(() => {
        const decoder = createDecoder(model);
        for (let turn = 0; turn < 4; turn++) decoder.step(turn);
        decoder.select([0, 0]);
        const state = decoder.state();
        decoder.setState(state);
        disposeState(state);
        decoder.dispose();
        blocks.push(engramBackend()?.kernels.heap.bytesInUse);
      });
      expect(blocks[6]).toBe(blocks[2]);
      model.dispose();
    });
  });

  test("what does not fit is named", async () => {
    await onBackend(backend, () => {
      const model = LanguageModel.create(MODELS["one-hot"], { seed: 6 });
      const decoder = createDecoder(model, { batchSize: 2 });
      expect(() => decoder.step(1)).toThrow("expected 2 token ids, one a row, got 1");
      expect(() => decoder.step([1, 65])).toThrow("expected token ids in [0, 65), got 65 at position 1");
      expect(() => decoder.step([1, 0.5])).toThrow("got 0.5");
      const other = LanguageModel.create(MODELS.embedding, { seed: 6 });
      const state = other.zeroState(1);
      expect(() => decoder.setState(state)).toThrow("expected hidden [B,H] with H 33, got [1,40] [1,3]");
      expect(() => createDecoder(model, { batchSize: 0 })).toThrow("createDecoder: expected batchSize");
      expect(() => createDecoder(model, { weights: "int4" as "int8" })).toThrow("got int4");
      disposeState(state);
      decoder.dispose();
      for (const each of [model, other]) each.dispose();
    });
  });
});

describe.each(ENGRAM)("on the kernels of %s", (backend) => {
  test("a fork shares the weights; a decoder that is made after a change has the new ones", async () => {
    await onBackend(backend, () => {
      const model = LanguageModel.create(MODELS["large vocabulary"], { seed: 7 });
      const { heap } = engramBackend()!.kernels;
      const first = createDecoder(model);
      const before = heap.bytesInUse;
      const second = first.fork();
      expect(heap.bytesInUse - before).toBeLessThan(20_000);
      const logits = first.step(1).slice();
      tf.tidy(() => model.parameters["output.bias"].assign(tf.ones([1100])));
      expect(second.step(1)).toEqual(logits);
      const third = createDecoder(model);
      expect(third.step(1)).toBeAllClose(logits.map((logit) => logit + 1));
      for (const each of [first, second, third]) each.dispose();
      model.dispose();
    });
  });

  test("int8 weights are within 1% of the model's, and the logits within 2%", async () => {
    await onBackend(backend, () => {
      for (const options of Object.values(MODELS)) {
        const model = LanguageModel.create(options, { seed: 8 });
        const decoder = createDecoder(model, { batchSize: 2, weights: "int8" });
        expect(decoder.weights).toBe("int8");
        for (const error of Object.values(decoder.roundingErrors)) expect(error).toBeLessThan(0.01);
        const output = options.tiedOutput ? "embedding" : "output.kernel";
        expect(Object.keys(decoder.roundingErrors)).toContain(output);
        const { byDecoder, byModel } = bothWays(model, decoder);
        expect(relativeError(byDecoder, byModel)).toBeLessThan(0.02);
        decoder.dispose();
        model.dispose();
      }
    });
  });

  test("a memory that grows between steps changes nothing", async () => {
    await onBackend(backend, () => {
      const model = LanguageModel.create(MODELS.embedding, { seed: 9 });
      const { heap } = engramBackend()!.kernels;
      const [calm, disturbed] = [createDecoder(model), createDecoder(model)];
      const large: number[] = [];
      for (let turn = 0; turn < 4; turn++) {
        large.push(heap.allocate(heap.bytesReserved / 2));
        expect(disturbed.step(turn).slice()).toEqual(calm.step(turn).slice());
      }
      for (const offset of large) heap.release(offset);
      for (const each of [calm, disturbed]) each.dispose();
      model.dispose();
    });
  });
});
