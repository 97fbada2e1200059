import "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chooseBackend } from "../src/node/index.ts";

const SHAPE: [number, number] = [7, 19];
const ADAM = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, update: 2, gradientScale: 0.5 };

const values = (seed: number) =>
  tf.tensor2d(
    Float32Array.from({ length: SHAPE[0] * SHAPE[1] }, (_, index) => Math.sin(seed + index * index)),
    SHAPE,
  );
const inputs = () => ({
  parameter: values(1),
  gradient: values(2),
  firstMoment: values(3),
  secondMoment: tf.abs(values(4)) as tf.Tensor2D,
});
const adamUpdate = (given: tf.NamedTensorMap, inPlace: boolean) =>
  tf.engine().runKernel("AdamUpdate", given, { ...ADAM, weightDecay: 0.2, inPlace }) as tf.Tensor[];

/** As Loshchilov and Hutter (2019) write it. */
function composedAdamW({ parameter, gradient, firstMoment, secondMoment }: ReturnType<typeof inputs>) {
  const { learningRate, beta1, beta2, epsilon, update, gradientScale } = ADAM;
  const scaled = tf.mul(gradient, gradientScale);
  const first = tf.add(tf.mul(firstMoment, beta1), tf.mul(scaled, 1 - beta1));
  const second = tf.add(tf.mul(secondMoment, beta2), tf.mul(tf.square(scaled), 1 - beta2));
  const root = tf.sqrt(tf.div(second, 1 - beta2 ** update));
  const change = tf.div(tf.div(first, 1 - beta1 ** update), tf.add(root, epsilon));
  const decayed = tf.mul(parameter, 1 - learningRate * 0.2);
  return [tf.sub(decayed, tf.mul(change, learningRate)), first, second];
}

describe.each(["engram", "engram:wasm-simd", "engram:wasm-single"])("%s", (backend) => {
  beforeAll(() => chooseBackend({ backend }));
  beforeEach(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend("cpu"));

  test("AdamUpdate is AdamW composed of operations on cpu", async () => {
    const fused = adamUpdate(inputs(), false).map((tensor) => tensor.dataSync());
    await tf.setBackend("cpu");
    for (const [index, expected] of composedAdamW(inputs()).entries()) {
      expect(fused[index]).toBeAllClose(expected.dataSync(), { relative: 1e-6 });
    }
  });

  test("without inPlace all results are new", () => {
    const given = inputs();
    const before = Object.values(given).map((tensor) => tensor.dataSync());
    const buffers = tf.memory().numDataBuffers;
    adamUpdate(given, false);
    expect(tf.memory().numDataBuffers).toBe(buffers + 3);
    expect(Object.values(given).map((tensor) => tensor.dataSync())).toEqual(before);
  });

  test("in place the results are the inputs, but for those whose data others share", () => {
    const given = inputs();
    const shared = tf.clone(given.firstMoment);
    const before = shared.dataSync();
    const gradient = given.gradient.dataSync();
    const buffers = tf.memory().numDataBuffers;
    const [parameter, first, second] = adamUpdate(given, true);
    expect(tf.memory().numDataBuffers).toBe(buffers + 1);
    expect([parameter.dataId, second.dataId]).toEqual([given.parameter.dataId, given.secondMoment.dataId]);
    expect(first.dataId).not.toBe(shared.dataId);
    expect(shared.dataSync()).toEqual(before);
    expect(given.gradient.dataSync()).toEqual(gradient);
  });

  test("in place, what comes from another backend is shared there too", async () => {
    await tf.setBackend("cpu");
    const given = inputs();
    const shared = tf.clone(given.parameter);
    const before = shared.dataSync().slice();
    await tf.setBackend(backend);
    adamUpdate(given, true);
    expect(shared.dataSync()).toEqual(before);
  });

  test("SumOfSquares is that of all its inputs together", () => {
    const sum = tf.engine().runKernel("SumOfSquares", { a: values(1), b: values(2), c: tf.scalar(3) });
    const expected = [values(1), values(2), tf.scalar(3)].map((x) => tf.sum(tf.square(x)).dataSync()[0]);
    const total = expected.reduce((all, one) => all + one, 0);
    expect((sum as tf.Tensor).dataSync()).toBeAllClose([total], { relative: 1e-6 });
  });
});
