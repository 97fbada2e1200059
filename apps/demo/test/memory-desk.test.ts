import { chooseBackend } from "@engram/backend/node";
import {
  cloneState,
  createDecoder,
  disposeState,
  LanguageModel,
  type LanguageModelOptions,
  scoreTokens,
  stateToArrays,
} from "@engram/lstm-core";
import { expectConstantTensors } from "@engram/test-utils";
import { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MemoryDesk } from "../src/worker/memory/memory-desk.ts";
import { traceTokens } from "../src/worker/memory/trace-tokens.ts";
import { ModelShelf } from "../src/worker/studio/model-shelf.ts";

const TEXT = '"Come, come," said he (to whom?), "and see the Whale!"\n  The sea was calm.\n'.repeat(6);
const noPause = async () => {};
const WRITING = {
  maxTokens: 40,
  temperature: 0.8,
  topP: 1,
  seed: 3,
  remember: false,
  from: "memory",
} as const;

let tokenizer: CharTokenizer;
beforeAll(async () => {
  await chooseBackend();
  tokenizer = await CharTokenizer.train([TEXT], { continuous: true });
});

function createModel(options: Partial<LanguageModelOptions> = {}, seed = 1): LanguageModel {
  const { vocabularySize } = tokenizer;
  // Weights of a new model are small: larger ones make gates that matter.
  const small = LanguageModel.create({ vocabularySize, hiddenSizes: [7, 5], ...options }, { seed });
  const arrays = Object.fromEntries(
    Object.entries(small.parameters).map(([name, tensor]) => {
      const data = (tensor.dataSync() as Float32Array).map((value) => 2.5 * value);
      return [name, { shape: tensor.shape, data }];
    }),
  );
  small.dispose();
  return LanguageModel.fromParameters({ vocabularySize, hiddenSizes: [7, 5], ...options }, arrays);
}

describe("a trace", () => {
  test.each([
    ["one-hot vectors", {}],
    ["an embedding", { embeddingSize: 6 }],
    ["recurrent dropout, which is for training alone", { embeddingSize: 6, dropout: { recurrent: 0.5 } }],
  ] as const)("of %s has the states of forward and of a decoder", async (_, options) => {
    const model = createModel(options);
    const tokenIds = tokenizer.encode(TEXT);
    const before = tf.tidy(() =>
      model.config.hiddenSizes.map((size) => ({
        hidden: tf.randomUniform<tf.Rank.R2>([1, size], -0.5, 0.5, "float32", 4),
        cell: tf.randomUniform<tf.Rank.R2>([1, size], -1, 1, "float32", 5),
      })),
    );
    const trace = await traceTokens(model, tokenIds, before, noPause);
    const ids = tf.tensor2d(tokenIds, [1, tokenIds.length], "int32");
    const { state } = model.forward(ids, before);
    const expected = await stateToArrays(state);
    const got = await stateToArrays(trace.state);
    expect(Object.keys(got)).toEqual(Object.keys(expected));
    for (const [name, { data }] of Object.entries(expected)) {
      expect(got[name].data).toBeAllClose(data, { relative: 1e-5 });
    }
    const decoder = createDecoder(model);
    decoder.setState(before);
    for (const [step, tokenId] of tokenIds.entries()) {
      decoder.step(tokenId);
      if (step % 50 !== 7) continue;
      const stepped = decoder.state();
      for (const [layer, { cells }] of trace.layers.entries()) {
        const size = model.config.hiddenSizes[layer];
        const cell = stepped[layer].cell.dataSync() as Float32Array;
        expect(cells.slice(step * size, (step + 1) * size)).toBeAllClose(cell, { relative: 1e-4 });
      }
      disposeState(stepped);
    }
    decoder.dispose();
  });

  test("has the nats of scoreTokens", async () => {
    const model = createModel({ embeddingSize: 6 });
    const tokenIds = tokenizer.encode(TEXT);
    const { nats } = await traceTokens(model, tokenIds, model.zeroState(1), noPause);
    const { totalNats, tokens } = await scoreTokens(model, tokenIds);
    const sum = nats.subarray(0, tokens).reduce((total, value) => total + value, 0);
    expect(sum).toBeCloseTo(totalNats, 2);
    expect(nats[tokens]).toBeNaN();
  });
});

describe("the desk", () => {
  let shelf: ModelShelf;
  let desk: MemoryDesk;
  beforeEach(() => {
    shelf = new ModelShelf(() => {});
    desk = new MemoryDesk(shelf);
    open(createModel());
  });
  const open = (model: LanguageModel) => shelf.put({ name: "test", model, tokenizer, isInTraining: false });

  test("says that there is no model", async () => {
    await expect(new MemoryDesk(new ModelShelf(() => {})).inspect("a")).rejects.toThrow(
      "there is no model yet",
    );
  });

  test("inspects from the memory and leaves it as it is", async () => {
    const empty = await desk.inspect(TEXT);
    expect(empty.bits[0]).toBeNaN();
    const read = await desk.read(TEXT);
    const again = await desk.inspect(TEXT);
    const last = empty.layers[0].cells.slice(-7);
    expect(read.cells[0]).toBeAllClose(last, { relative: 1e-4 });
    expect(again.bits[0]).toBeGreaterThan(0);
    expect(again.layers[0].cells.slice(0, 7)).not.toBeAllClose(empty.layers[0].cells.slice(0, 7), {
      relative: 1e-2,
    });
    expect(await desk.facts()).toEqual(read);
  });

  test("saves, clears and restores the memory", async () => {
    const read = await desk.read(TEXT);
    const bytes = await desk.saveMemory();
    expect(await desk.clearMemory()).toMatchObject({ norm: 0, tokensRead: 0 });
    expect(await desk.restoreMemory(bytes)).toEqual(read);
  });

  test("refuses bytes that are no memory of this model, and keeps its own", async () => {
    const read = await desk.read(TEXT);
    const bytes = await desk.saveMemory();
    await expect(desk.restoreMemory(bytes.slice(0, -9))).rejects.toThrow("decodeSafetensors");
    expect(await desk.facts()).toEqual(read);
    open(createModel({ hiddenSizes: [9] }));
    await expect(desk.restoreMemory(bytes)).rejects.toThrow(
      "restoreMemory: expected the memory of this model, 0.hidden [1,9], 0.cell [1,9], got 0.hidden [1,7]",
    );
  });

  test("drops the memory of a model that is gone", async () => {
    await desk.read(TEXT);
    open(createModel({ hiddenSizes: [9] }));
    expect(await desk.facts()).toMatchObject({ norm: 0, tokensRead: 0, cells: [{ length: 9 }] });
  });

  test("writes on from the memory otherwise than from an empty one, and like one that read the prompt", async () => {
    const read = () => desk.write({ ...WRITING, prompt: "see" }, () => {});
    const withoutMemory = await read();
    await desk.read(TEXT);
    const withMemory = await read();
    expect(withMemory).not.toBe(withoutMemory);
    expect(await desk.write({ ...WRITING, from: "empty", prompt: "see" }, () => {})).toBe(withoutMemory);
    expect(await desk.write({ ...WRITING, from: "empty", prompt: `${TEXT}see` }, () => {})).toBe(withMemory);
    expect((await desk.facts()).tokensRead).toBe(tokenizer.encode(TEXT).length);
  });

  test("fills the neural cache from what was read", async () => {
    const cache = { size: 500, weight: 1, theta: 5 };
    const options = { ...WRITING, temperature: 0, prompt: "a", cache };
    await desk.read(TEXT);
    // With weight 1 the cache alone speaks: it can but say what it has read, and greedily it says that in order.
    const cached = await desk.write(options, () => {});
    const fromEmpty = await desk.write({ ...options, from: "empty", prompt: `${TEXT}a` }, () => {});
    expect(cached).toBe(fromEmpty);
    expect(cached).not.toBe(await desk.write({ ...options, cache: undefined }, () => {}));
  });

  test("remembers what it wrote when asked to", async () => {
    const text = await desk.write({ ...WRITING, prompt: "see", remember: true }, () => {});
    const remembered = await desk.facts();
    await desk.clearMemory();
    const read = await desk.read(`see${text}`);
    expect(remembered.cells[1]).toBeAllClose(read.cells[1], { relative: 1e-4 });
    expect(remembered.tokensRead).toBe(read.tokensRead);
  });

  test("stops writing and hands back what there was", async () => {
    const pieces: string[] = [];
    const text = await desk.write({ ...WRITING, maxTokens: 100_000, prompt: "see" }, (piece) => {
      pieces.push(piece);
      if (pieces.length === 2) desk.stop();
    });
    expect(text).toBe(pieces.join(""));
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(100_000);
  });

  test("a whole context predicts as the whole memory does", async () => {
    const text = TEXT.slice(0, 9);
    const { bits } = await desk.inspect(text);
    const { lengths, nats, enough } = await desk.lookBack(text, 8, bits[8]);
    expect(lengths).toEqual([1, 2, 4, 8]);
    expect(nats[3]).toBeCloseTo(bits[8] * Math.LN2, 4);
    expect(nats[0]).not.toBeCloseTo(nats[3], 2);
    expect(enough).toBeLessThanOrEqual(8);
    const curve = await desk.contextCurve(text);
    expect(curve.lengths).toEqual([1, 2, 4]);
    expect(curve.positions).toBe(5);
  });

  test("leaves no tensor", async () => {
    await desk.read(TEXT);
    await expectConstantTensors(async () => {
      await desk.inspect(TEXT);
      await desk.searchCells(TEXT, "Whale");
      await desk.contextCurve(TEXT);
      await desk.lookBack(TEXT, 100, 1);
      await desk.read("see");
      await desk.restoreMemory(await desk.saveMemory());
      await desk.write(
        { ...WRITING, prompt: "see", remember: true, cache: { size: 9, weight: 0.2, theta: 1 } },
        () => {},
      );
      await desk.write({ ...WRITING, prompt: "see" }, () => {});
      await desk.write({ ...WRITING, prompt: "see" }, () => desk.stop());
      await desk.clearMemory();
    });
  });
});

test("a trace leaves the memory that it starts from as it is", async () => {
  const model = createModel();
  const before = model.zeroState(1);
  const copy = cloneState(before);
  const { state } = await traceTokens(model, tokenizer.encode("see"), before, noPause);
  expect(before[0].cell.dataSync()).toEqual(copy[0].cell.dataSync());
  disposeState(state);
});
