import "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { ENGRAM_KERNELS } from "../src/engram/engram-kernels.ts";
import { ENGRAMS, on } from "./support/every-engram.ts";
import { CASES, numbers, UNARY } from "./support/kernel-cases.ts";

/** To six digits, without the sign of 0. */
const rounded = (value: number) => Number(value.toPrecision(6)) + 0;

function results(run: () => tf.Tensor | tf.Tensor[]) {
  const made = run();
  return (Array.isArray(made) ? made : [made]).map((tensor) => ({
    shape: tensor.shape,
    dtype: tensor.dtype,
    values: tensor.dataSync(),
  }));
}

describe.each(ENGRAMS)("%s gives what cpu gives", (backend) => {
  test.each(CASES)("%s", async (_, run) => {
    const expected = await on("cpu", () => results(run));
    const actual = await on(backend, () => {
      const made = results(run);
      // The inputs are in the heap now, where inherited kernels read them.
      expect(results(run)).toEqual(made);
      return made;
    });
    expect(actual.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
      expected.map(({ shape, dtype }) => ({ shape, dtype })),
    );
    for (const [index, { values }] of actual.entries()) expect(values).toBeAllClose(expected[index].values);
  });

  test("keeps NaN and the infinities", () =>
    on(backend, async () => {
      const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1];
      for (const f of [
        ...Object.values(UNARY),
        tf.sqrt,
        tf.log,
        (x: tf.Tensor) => tf.maximum(x, 0),
        (x: tf.Tensor) => tf.mul(x, 1),
      ]) {
        const actual = [...f(tf.tensor1d(special)).dataSync()];
        const expected = await on("cpu", () => [...f(tf.tensor1d(special)).dataSync()]);
        await tf.setBackend(backend);
        expect(actual.map(rounded)).toEqual(expected.map(rounded));
      }
    }));

  test("refuses an index that is outside, as cpu does", () =>
    on(backend, () => {
      expect(() => tf.gather(numbers([3, 2]), tf.tensor1d([3], "int32"))).toThrow("not in [0, 2]");
    }));
});

test("every kernel of ours has a case above", async () => {
  const seen = new Set<string>();
  for (const [, run] of CASES) {
    const { kernelNames } = await on("cpu", () => tf.profile(() => void run()));
    for (const name of kernelNames) seen.add(name);
  }
  const missing = ENGRAM_KERNELS.map(({ kernelName }) => kernelName).filter((name) => !seen.has(name));
  // By contracts of lstm-core and of trainer, whose tests check them on this backend.
  const byContract = [
    "LstmSequence",
    "LstmSequenceGrad",
    "LinearCrossEntropy",
    "DropoutMask",
    "SumOfSquares",
  ];
  expect(missing.sort()).toEqual([...byContract, "AdamUpdate", "SgdUpdate", "RmsPropUpdate"].sort());
});
