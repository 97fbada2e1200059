import type { Random } from "@engram/random";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** A tensor of normal numbers. */
export function randomTensor<Made extends tf.Tensor>(shape: number[], random: Random): Made {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  ) as Made;
}

/**
 * Expects the gradient of `loss` to be the slope of `loss`, input by input, along random directions.
 *
 * Central differences in float32: a step of 1e-2 leaves an error of some 1e-4.
 */
export function expectGradientIsSlope(
  loss: (...inputs: tf.Tensor[]) => tf.Scalar,
  inputs: readonly tf.Tensor[],
  random: Random,
): void {
  const step = 1e-2;
  const grads = tf.grads(loss)([...inputs]);
  for (const [index, input] of inputs.entries()) {
    for (let trial = 0; trial < 3; trial++) {
      const direction = randomTensor(input.shape, random);
      const unit = tf.div(direction, tf.norm(direction));
      const at = (distance: number) => {
        const moved = tf.add(input, tf.mul(unit, distance));
        return loss(...inputs.map((other, place) => (place === index ? moved : other))).dataSync()[0];
      };
      const slope = (at(step) - at(-step)) / (2 * step);
      const expected = tf.sum(tf.mul(grads[index], unit)).dataSync()[0];
      expect(Math.abs(slope - expected) / Math.max(1, Math.abs(expected)), `input ${index}`).toBeLessThan(
        2e-3,
      );
    }
  }
}
