import * as tf from "@tensorflow/tfjs-core";
import { requireNumber } from "./check.ts";
import { fusedUpdate } from "./fused-kernel.ts";
import { createSlots, nameSlots, type OptimizerRecipe, scaleGradient, updateEach } from "./optimizer.ts";

export interface RmsPropOptions {
  /** Decay of the mean of the squared gradients, in [0, 1); PyTorch's alpha. Default 0.99. */
  readonly decay?: number;
  /** Added to the root of that mean, as in PyTorch. Default 1e-8. */
  readonly epsilon?: number;
  /** Share of the last change that goes into the next, in [0, 1). Default 0. */
  readonly momentum?: number;
}

/**
 * RMSprop (Tieleman and Hinton 2012): `parameter -= learningRate * velocity`, where
 * `velocity = momentum * velocity + gradient / (sqrt(mean of squares) + epsilon)`.
 */
export function rmsProp({
  decay = 0.99,
  epsilon = 1e-8,
  momentum = 0,
}: RmsPropOptions = {}): OptimizerRecipe {
  requireNumber("rmsProp: decay", decay, { from: 0, below: 1 });
  requireNumber("rmsProp: epsilon", epsilon, { from: 0 });
  requireNumber("rmsProp: momentum", momentum, { from: 0, below: 1 });
  return {
    name: "rmsProp",
    settings: { decay, epsilon, momentum },
    bind(parameters) {
      const squares = createSlots(parameters);
      const velocities = momentum > 0 ? createSlots(parameters) : {};
      const slots = nameSlots({ square: squares, velocity: velocities });
      return {
        slots,
        update(gradients, context) {
          const { gradientScale } = context;
          updateEach(parameters, gradients, context, (key, parameter, unscaled, learningRate) => {
            const velocity = momentum > 0 && { velocity: velocities[key] };
            const variables = { parameter, meanSquare: squares[key], ...velocity };
            const settings = { learningRate, decay, momentum, epsilon, gradientScale };
            if (fusedUpdate("RmsPropUpdate", unscaled, variables, settings)) return;
            const gradient = scaleGradient(unscaled, gradientScale);
            const square = tf.add(tf.mul(squares[key], decay), tf.mul(tf.square(gradient), 1 - decay));
            let change = tf.div(gradient, tf.add(tf.sqrt(square), epsilon));
            if (momentum > 0) {
              change = tf.add(tf.mul(velocities[key], momentum), change);
              velocities[key].assign(change);
            }
            squares[key].assign(square);
            parameter.assign(tf.sub(parameter, tf.mul(change, learningRate)));
          });
        },
        dispose: () => tf.dispose(slots),
      };
    },
  };
}
