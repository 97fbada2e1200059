import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/**
 * Runs `step` a few times to warm up, then `times` more, and expects as many tensors after as before.
 */
export async function expectConstantTensors(
  step: (index: number) => unknown,
  { warmUp = 2, times = 5 }: { warmUp?: number; times?: number } = {},
): Promise<void> {
  for (let index = 0; index < warmUp; index++) await step(index);
  const before = tf.memory().numTensors;
  for (let index = 0; index < times; index++) await step(warmUp + index);
  expect(tf.memory().numTensors, "tensors after as many steps").toBe(before);
}
