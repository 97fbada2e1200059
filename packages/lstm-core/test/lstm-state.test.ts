import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import {
  cloneState,
  disposeState,
  type LstmState,
  stateFromArrays,
  stateFromTensors,
  stateToArrays,
  stateToTensors,
  zeroState,
} from "../src/index.ts";
import "./backends.ts";

const state = (): LstmState => [
  { hidden: tf.tensor2d([[1, 2]]), cell: tf.tensor2d([[3, 4]]) },
  { hidden: tf.tensor2d([[5, 6, 7]]), cell: tf.tensor2d([[8, 9, 10]]) },
];

describe("LstmState", () => {
  test("zeroState has zeros for each entry", async () => {
    const arrays = await stateToArrays(zeroState(2, [3, 1]));
    expect(Object.keys(arrays)).toEqual(["0.hidden", "0.cell", "1.hidden", "1.cell"]);
    expect(arrays["1.cell"]).toEqual({ shape: [2, 1], data: new Float32Array(2) });
    expect(arrays["0.hidden"]).toEqual({ shape: [2, 3], data: new Float32Array(6) });
  });

  test("goes through named tensors and through arrays unchanged", async () => {
    const original = state();
    const arrays = await stateToArrays(original);
    expect(stateFromTensors(stateToTensors(original))).toEqual(original);
    expect(await stateToArrays(stateFromArrays(arrays))).toEqual(arrays);
    expect(arrays["1.cell"]).toEqual({ shape: [1, 3], data: Float32Array.of(8, 9, 10) });
  });

  test("more than ten entries keep their order", () => {
    const many = zeroState(
      1,
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    expect(stateFromTensors(stateToTensors(many)).map(({ cell }) => cell.shape[1])).toEqual(
      many.map(({ cell }) => cell.shape[1]),
    );
  });

  test("a clone outlives the original, and disposeState frees every tensor", async () => {
    const before = tf.memory().numTensors;
    const original = state();
    const copy = cloneState(original);
    disposeState(original);
    expect((await stateToArrays(copy))["0.cell"].data).toEqual(Float32Array.of(3, 4));
    disposeState(copy);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    [{ "0.hidden": [1, 2] }, "expected 0.hidden and 0.cell, got 0.hidden"],
    [{ "0.hidden": [1, 2], "0.cell": [1, 3] }, "expected two tensors [B,H] for 0, got [1,2] and [1,3]"],
    [{ "0.hidden": [2], "0.cell": [2] }, "expected two tensors [B,H] for 0, got [2] and [2]"],
    [{ "1.hidden": [1, 2], "1.cell": [1, 2] }, "expected 0.hidden and 0.cell, got 1.hidden,1.cell"],
  ])("stateFromTensors rejects %j", (shapes: Record<string, number[]>, message) => {
    const tensors = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, tf.zeros(shape)]),
    );
    expect(() => stateFromTensors(tensors)).toThrow(`stateFromTensors: ${message}`);
  });
});
