import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { expectConstantTensors, relativeError } from "../src/index.ts";

describe("toBeAllClose", () => {
  test("divides by the largest expected magnitude, at least 1", () => {
    expect(relativeError([100.5, 0], [100, 0])).toBeCloseTo(0.005, 12);
    expect(relativeError([0.3], [0.1])).toBeCloseTo(0.2, 12);
  });

  test("fails for a large error, another length and a NaN", () => {
    expect([1, 2]).toBeAllClose([1, 2 + 1e-6]);
    expect(() => expect([1, 2]).toBeAllClose([1, 2.1])).toThrow("relative error");
    expect(() => expect([1]).toBeAllClose([1, 2])).toThrow("expected 2 numbers, got 1");
    expect(() => expect([Number.NaN]).toBeAllClose([1])).toThrow("relative error");
  });
});

describe("expectConstantTensors", () => {
  test("passes where tensors are freed and fails where one is left", async () => {
    await expectConstantTensors(() => tf.scalar(1).dispose());
    await expect(expectConstantTensors(() => void tf.scalar(1))).rejects.toThrow(
      "tensors after as many steps",
    );
  });
});
