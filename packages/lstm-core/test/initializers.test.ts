import { Random } from "@engram/random";
import { describe, expect, test } from "vitest";
import { LanguageModel } from "../src/index.ts";
import { glorotUniform } from "../src/initializers/glorot-uniform.ts";
import { orthogonal } from "../src/initializers/orthogonal.ts";
import { BACKENDS, onBackend } from "./backends.ts";

const options = { vocabularySize: 9, embeddingSize: 4, hiddenSizes: [5, 3] };

const numbers = (model: LanguageModel) =>
  Object.fromEntries(
    Object.entries(model.parameters).map(([name, variable]) => [name, [...variable.dataSync()]]),
  );

describe("initial parameters", () => {
  test("have the contract's names and shapes", () => {
    const { parameters } = LanguageModel.create(options, { seed: 0 });
    expect(Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape]))).toEqual({
      embedding: [9, 4],
      "lstm.0.forward.kernel": [4, 20],
      "lstm.0.forward.recurrentKernel": [5, 20],
      "lstm.0.forward.bias": [20],
      "lstm.1.forward.kernel": [5, 12],
      "lstm.1.forward.recurrentKernel": [3, 12],
      "lstm.1.forward.bias": [12],
      "output.kernel": [3, 9],
      "output.bias": [9],
    });
  });

  test("the forget gate's bias, the second block, is 1, and all other biases are 0", () => {
    const values = numbers(LanguageModel.create(options, { seed: 0 }));
    expect(values["lstm.1.forward.bias"]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect(values["output.bias"]).toEqual(new Array(9).fill(0));
  });

  test("the rows of a recurrent kernel are orthonormal", () => {
    const [rows, columns] = [24, 96];
    const matrix = orthogonal([rows, columns], new Random(1));
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let c = 0; c < columns; c++) product += matrix[a * columns + c] * matrix[b * columns + c];
        expect(product).toBeCloseTo(a === b ? 1 : 0, 6);
      }
    }
  });

  test("glorotUniform fills ±sqrt(6 / (rows + columns))", () => {
    const values = glorotUniform([100, 200], new Random(2));
    const limit = Math.sqrt(6 / 300);
    expect(Math.max(...values)).toBeLessThan(limit);
    expect(Math.max(...values)).toBeGreaterThan(0.99 * limit);
    expect(Math.min(...values)).toBeLessThan(-0.99 * limit);
  });

  test("depend on the seed alone: the same on every backend, others for another seed", async () => {
    const make = (seed: number) => numbers(LanguageModel.create(options, { seed }));
    const expected = make(0);
    for (const backend of BACKENDS) expect(await onBackend(backend, () => make(0))).toEqual(expected);
    expect(make(1).embedding).not.toEqual(expected.embedding);
  });
});
