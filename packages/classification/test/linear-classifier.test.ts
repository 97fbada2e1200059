import { Random } from "@engram/random";
import "@engram/test-utils";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LinearClassifier,
  ngramFeatures,
  predictProbabilities,
  trainLinearClassifier,
} from "../src/index.ts";
import { countRatios } from "../src/linear/count-ratios.ts";
import { linearFromFiles, linearToFiles } from "../src/linear/linear-files.ts";

const CONFIG = { classes: 2, vocabularySize: 50, order: 2, buckets: 1 << 14 };

/** The class is whether token 1 stands right before token 2; both are in every text. */
function pairs(count: number, seed: number) {
  const random = new Random(seed);
  const labels = Int32Array.from({ length: count }, (_, index) => index % 2);
  const sequences = Array.from(labels, (label) => {
    const noise = Array.from({ length: 12 }, () => 3 + random.integer(40));
    const at = 1 + random.integer(10);
    const words = label === 1 ? [1, 2] : [2, 1];
    return Int32Array.from([...noise.slice(0, at), ...words, ...noise.slice(at)]);
  });
  return { sequences, labels };
}

function accuracy(probabilities: Float32Array, labels: Int32Array, classes: number): number {
  const right = labels.filter((label, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    return own[label] === Math.max(...own);
  });
  return right.length / labels.length;
}

describe("ngramFeatures", () => {
  test("are the same for the same runs, wherever they stand, and each once", () => {
    const at = (...ids: number[]) => [...ngramFeatures(Int32Array.from(ids), CONFIG)].sort();
    expect(at(4, 5, 4, 5, 4)).toEqual(at(5, 4, 5));
    expect(at(4, 5)).not.toEqual(at(5, 4));
    expect(at(4, 5, 6)).toHaveLength(5);
    expect(ngramFeatures(Int32Array.from([4, 5, 6]), { ...CONFIG, order: 1 })).toHaveLength(3);
    expect(at()).toEqual([]);
  });

  test("lie in the buckets, and fill them evenly", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xfffffe)), (ids) =>
        ngramFeatures(Int32Array.from(ids), { order: 3, buckets: 256 }).every(
          (bucket) => bucket >= 0 && bucket < 256,
        ),
      ),
    );
    const counts = new Int32Array(256);
    for (let id = 0; id < 25_600; id++)
      counts[ngramFeatures(Int32Array.of(id), { order: 1, buckets: 256 })[0]]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    expect(chiSquare).toBeLessThan(400);
  });
});

test("count ratios are the log of how much likelier one class has a feature", () => {
  const features = [Int32Array.of(0, 1), Int32Array.of(0), Int32Array.of(1, 2)];
  const ratios = countRatios(features, Float64Array.of(1, 1, -1), 4);
  // In the class [3, 2, 1, 1] of 7 with the one more, in the rest [1, 2, 2, 1] of 6.
  const expected = [3 / 7 / (1 / 6), 2 / 7 / (2 / 6), 1 / 7 / (2 / 6), 1 / 7 / (1 / 6)].map(Math.log);
  expect(ratios).toBeAllClose(Float64Array.from(expected), { relative: 1e-12 });
});

describe("a linear classifier", () => {
  const trained = trainLinearClassifier({ train: pairs(400, 1), config: CONFIG, cost: 10 });
  const held = pairs(200, 2);

  test("learns from bigrams what single tokens do not tell", async () => {
    const probabilities = await predictProbabilities(trained, held.sequences);
    expect(accuracy(probabilities, held.labels, 2)).toBeGreaterThan(0.97);
    const unigrams = trainLinearClassifier({ train: pairs(400, 1), config: { ...CONFIG, order: 1 } });
    const blind = accuracy(await predictProbabilities(unigrams, held.sequences), held.labels, 2);
    expect(blind).toBeLessThan(0.65);
  });

  test.each(["none", "count-ratios"] as const)("reaches the optimum of its loss, scale %s", (scale) => {
    const cost = 0.5;
    const train = pairs(60, 3);
    const { weights, bias } = trainLinearClassifier({ train, config: CONFIG, cost, scale });
    const signs = Float64Array.from(train.labels, (label) => (label === 1 ? 1 : -1));
    const ratios = countRatios(
      train.sequences.map((sequence) => ngramFeatures(sequence, CONFIG)),
      signs,
      CONFIG.buckets,
    );
    const scaleOf = (index: number) => (scale === "none" ? 1 : ratios[index]);
    const sizeOf = (weight: number, index: number) => (weight === 0 ? 0 : weight / scaleOf(index));
    const loss = (own: Float64Array, intercept: number) =>
      0.5 * (own.reduce((sum, weight, index) => sum + sizeOf(weight, index) ** 2, 0) + intercept ** 2) +
      cost *
        train.sequences.reduce((sum, sequence, text) => {
          const features = ngramFeatures(sequence, CONFIG);
          const score =
            features.reduce((total, feature) => total + own[feature], 0) / Math.sqrt(features.length);
          const margin = 1 - signs[text] * (score + intercept);
          return sum + Math.max(0, margin) ** 2;
        }, 0);
    const start = Float64Array.from(weights);
    const best = loss(start, bias[0]);
    const touched = [...weights.keys()].filter((index) => weights[index] !== 0).slice(0, 50);
    for (const index of touched) {
      for (const step of [-0.01, 0.01]) {
        const moved = start.slice();
        moved[index] += step * scaleOf(index);
        expect(loss(moved, bias[0])).toBeGreaterThan(best - 2e-5);
      }
    }
    expect(loss(start, bias[0] + 0.01)).toBeGreaterThan(best - 2e-5);
    expect(loss(start, bias[0] - 0.01)).toBeGreaterThan(best - 2e-5);
  });

  test("tells three classes apart, each against the rest", async () => {
    const labels = Int32Array.from({ length: 90 }, (_, index) => index % 3);
    const sequences = Array.from(labels, (label, index) => Int32Array.of(label + 1, 10 + (index % 7)));
    const model = trainLinearClassifier({
      train: { sequences, labels },
      config: { ...CONFIG, classes: 3 },
      cost: 10,
    });
    const probabilities = await predictProbabilities(model, sequences);
    expect(accuracy(probabilities, labels, 3)).toBe(1);
    for (let row = 0; row < 90; row++) {
      const sum = probabilities.subarray(3 * row, 3 * row + 3).reduce((total, share) => total + share, 0);
      expect(sum).toBeCloseTo(1, 6);
    }
  });

  test("counts a class more where its weight is more", async () => {
    const sequences = Array.from({ length: 40 }, () => Int32Array.of(5));
    const labels = Int32Array.from({ length: 40 }, (_, index) => (index < 10 ? 1 : 0));
    const of = async (classWeights?: number[]) => {
      const model = trainLinearClassifier({
        train: { sequences, labels },
        config: CONFIG,
        ...(classWeights && { classWeights }),
      });
      return (await predictProbabilities(model, [Int32Array.of(5)]))[1];
    };
    expect(await of()).toBeLessThan(0.5);
    expect(await of([1, 9])).toBeGreaterThan(0.5);
  });

  test("is the same from its files, and nearly so in int8", async () => {
    const before = await predictProbabilities(trained, held.sequences);
    const loaded = linearFromFiles(linearToFiles(trained), "folder/");
    expect(await predictProbabilities(loaded, held.sequences)).toEqual(before);
    const small = linearToFiles(trained, { precision: "int8" });
    expect(small["model.safetensors"].length).toBeLessThan(CONFIG.buckets + 2000);
    expect(await predictProbabilities(linearFromFiles(small, "folder/"), held.sequences)).toBeAllClose(
      before,
      { relative: 5e-3 },
    );
  });

  test("names what is wrong with files that anybody may have written", () => {
    const files = linearToFiles(trained);
    const read = (changes: Record<string, Uint8Array | undefined>) => () =>
      linearFromFiles({ ...files, ...changes }, "folder/");
    const config = new TextDecoder().decode(files["config.json"]);
    const changed = (from: string | RegExp, to: string) => ({
      "config.json": new TextEncoder().encode(config.replace(from, to)),
    });
    expect(read({ "config.json": undefined })).toThrow("folder/config.json: expected the file, got none");
    expect(read({ "config.json": new Uint8Array(20_000) })).toThrow("expected at most 10000 bytes");
    expect(read(changed("engram-linear", "other"))).toThrow("folder/config.json: expected format");
    expect(read(changed('"buckets": 16384', '"buckets": 16385'))).toThrow("a power of two");
    expect(read(changed('"buckets": 16384', '"buckets": 8388608'))).toThrow(
      "folder/model.safetensors: expected 33554436 bytes of weights and a header",
    );
    expect(read(changed(/"sha256": "../, '"sha256": "00'))).toThrow("expected the SHA-256");
    expect(read({ "model.safetensors": files["model.safetensors"].subarray(0, -100) })).toThrow(
      "folder/model.safetensors: ",
    );
    const broken = new LinearClassifier(CONFIG, {
      weights: trained.weights.map((weight, index) => (index === 7 ? Number.NaN : weight)),
      bias: trained.bias,
    });
    expect(() => linearFromFiles(linearToFiles(broken), "folder/")).toThrow("expected finite weights");
    expect(() => new LinearClassifier(CONFIG, { weights: new Float32Array(3), bias: trained.bias })).toThrow(
      "LinearClassifier: expected 16384 weights and 1 biases, got 3 and 1",
    );
  });
});
