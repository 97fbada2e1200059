import * as tf from "@tensorflow/tfjs-core";
import { requireNumber } from "./check.ts";
import { fusedUpdate } from "./fused-kernel.ts";
import { createSlots, nameSlots, type OptimizerRecipe, scaleGradient, updateEach } from "./optimizer.ts";

export interface SgdOptions {
  /** Share of the last change that goes into the next, in [0, 1). Default 0. */
  readonly momentum?: number;
  /** Looks ahead: moves by `gradient + momentum * velocity` (Sutskever et al. 2013, in PyTorch's form). Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: `parameter -= learningRate * velocity`, `velocity = momentum * velocity + gradient`.
 *
 * As in PyTorch, the learning rate multiplies the velocity when it is applied, not when it is gathered.
 */
export function sgd({ momentum = 0, nesterov = false }: SgdOptions = {}): OptimizerRecipe {
  requireNumber("sgd: momentum", momentum, { from: 0, below: 1 });
  if (nesterov && momentum === 0)
    throw new RangeError("sgd: expected a momentum above 0 with nesterov, got 0");
  return {
    name: "sgd",
    settings: { momentum, nesterov },
    bind(parameters) {
      const velocities = momentum > 0 ? createSlots(parameters) : {};
      const slots = nameSlots({ velocity: velocities });
      return {
        slots,
        update(gradients, context) {
          const { gradientScale } = context;
          updateEach(parameters, gradients, context, (key, parameter, unscaled, learningRate) => {
            const variables = { parameter, ...(momentum > 0 && { velocity: velocities[key] }) };
            const settings = { learningRate, momentum, nesterov, gradientScale };
            if (fusedUpdate("SgdUpdate", unscaled, variables, settings)) return;
            const gradient = scaleGradient(unscaled, gradientScale);
            let change = gradient;
            if (momentum > 0) {
              const velocity = tf.add(tf.mul(velocities[key], momentum), gradient);
              velocities[key].assign(velocity);
              change = nesterov ? tf.add(gradient, tf.mul(velocity, momentum)) : velocity;
            }
            parameter.assign(tf.sub(parameter, tf.mul(change, learningRate)));
          });
        },
        dispose: () => tf.dispose(slots),
      };
    },
  };
}
