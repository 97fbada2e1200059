import { fillDropoutMask } from "@engram/random";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { DROPOUT_SITES } from "../src/dropout/dropout-sites.ts";
import { lockedDropout } from "../src/dropout/locked-dropout.ts";
import { unitDropout } from "../src/dropout/unit-dropout.ts";
import { wordDropout } from "../src/dropout/word-dropout.ts";
import { LanguageModel } from "../src/index.ts";
import { BACKENDS, onBackend } from "./backends.ts";

const training = { training: true, seed: 1, step: 0 };
const share = (values: ArrayLike<number>) =>
  Array.from(values).filter((value) => value === 0).length / values.length;

describe("dropout", () => {
  test.each([
    ["unitDropout", unitDropout<tf.Tensor3D>],
    ["lockedDropout", lockedDropout],
  ])("%s drops the wanted share, keeps the mean, and does nothing outside training", (_, drop) => {
    const ones = tf.ones<tf.Rank.R3>([50, 4, 50]);
    const dropped = drop(ones, 0.2, 5, training);
    expect(share(dropped.dataSync())).toBeCloseTo(0.2, 1);
    expect(tf.mean(dropped).dataSync()[0]).toBeCloseTo(1, 1);
    expect(drop(ones, 0.2, 5, { ...training, training: false })).toBe(ones);
    expect(drop(ones, 0, 5, training)).toBe(ones);
  });

  test("lockedDropout takes one mask for all steps of a row, another for each row; unitDropout does not", () => {
    const ones = tf.ones<tf.Rank.R3>([2, 3, 40]);
    const rows = lockedDropout(ones, 0.5, 5, training).arraySync();
    expect(rows[0][1]).toEqual(rows[0][0]);
    expect(rows[0][2]).toEqual(rows[0][0]);
    expect(rows[1][0]).not.toEqual(rows[0][0]);
    const own = unitDropout(ones, 0.5, 5, training).arraySync();
    expect(own[0][1]).not.toEqual(own[0][0]);
  });

  test("wordDropout drops every occurrence of a token id or none", () => {
    const tokenIds = Int32Array.from({ length: 400 }, (_, index) => index % 20);
    const dropped = wordDropout(tf.ones([4, 100, 3]), tokenIds, 20, 0.3, training).dataSync();
    const perId = Array.from({ length: 20 }, () => new Set<number>());
    tokenIds.forEach((tokenId, index) => {
      for (let unit = 0; unit < 3; unit++) perId[tokenId].add(dropped[index * 3 + unit]);
    });
    for (const values of perId) expect(values.size).toBe(1);
    expect(new Set(perId.map((values) => [...values][0]))).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  });

  test.each(BACKENDS)("masks on %s are fillDropoutMask's, bit for bit", async (backend) => {
    const context = { training: true, seed: 2 ** 40 + 3, step: 7 };
    const expected = (length: number, site: number) =>
      fillDropoutMask(new Float32Array(length), 0.3, { seed: context.seed, step: context.step, site });
    await onBackend(backend, async () => {
      const ones = tf.ones<tf.Rank.R3>([2, 3, 5]);
      const tokenIds = Int32Array.of(4, 0, 4, 1, 2, 3);
      const dropped: Float32Array[] = [];
      const { kernelNames } = await tf.profile(() => {
        const results = [
          unitDropout(ones, 0.3, 5, context),
          lockedDropout(ones, 0.3, 6, context),
          wordDropout(ones, tokenIds, 9, 0.3, context),
        ];
        for (const result of results) dropped.push(result.dataSync() as Float32Array);
        return results;
      });
      const [own, locked, words] = dropped;
      expect(own).toEqual(expected(30, 5));
      const rows = expected(10, 6);
      expect(locked).toEqual(
        Float32Array.from({ length: 30 }, (_, index) => rows[5 * Math.floor(index / 15) + (index % 5)]),
      );
      const wordMask = expected(9, DROPOUT_SITES.words);
      expect(words).toEqual(
        Float32Array.from({ length: 30 }, (_, index) => wordMask[tokenIds[Math.floor(index / 5)]]),
      );
      expect(kernelNames.includes("DropoutMask")).toBe(backend.startsWith("engram"));
    });
  });

  test("sites have numbers of their own, which do not change", () => {
    const { words, input, output, afterLayer, recurrentKernel } = DROPOUT_SITES;
    expect([words, input, output, afterLayer(0), afterLayer(1)]).toEqual([0, 1, 2, 8, 9]);
    expect([recurrentKernel(0, 0), recurrentKernel(0, 1), recurrentKernel(1, 0)]).toEqual([128, 129, 130]);
  });
});

describe("a model's dropout", () => {
  const batch = {
    inputs: Int32Array.of(0, 1, 2, 3, 4, 5),
    targets: Int32Array.of(1, 2, 3, 4, 5, 0),
    batchSize: 2,
    sequenceLength: 3,
  };
  const lossOf = (
    dropout: Record<string, number>,
    context: Parameters<LanguageModel["loss"]>[2],
    targets = batch.targets,
  ) =>
    LanguageModel.create({ vocabularySize: 6, embeddingSize: 8, hiddenSizes: [8, 8], dropout }, { seed: 0 })
      .loss({ ...batch, targets }, undefined, context)
      .loss.dataSync()[0];

  test.each(["words", "input", "between", "output", "recurrent"])(
    "%s acts in training, and its mask depends on seed and step alone",
    (place) => {
      const dropout = { [place]: 0.5 };
      const base = lossOf(dropout, training);
      expect(lossOf(dropout, training)).toBe(base);
      expect(lossOf(dropout, { ...training, step: 1 })).not.toBe(base);
      expect(lossOf(dropout, { ...training, seed: 2 })).not.toBe(base);
      expect(lossOf(dropout, { ...training, training: false })).toBe(lossOf({}, training));
    },
  );

  test("output dropout acts on a last-step loss too", () => {
    const targets = Int32Array.of(3, 0);
    expect(lossOf({ output: 0.5 }, training, targets)).not.toBe(lossOf({}, training, targets));
  });
});
