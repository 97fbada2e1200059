import * as tf from "@tensorflow/tfjs-core";
import { requireNumber } from "./check.ts";
import { fusedUpdate } from "./fused-kernel.ts";
import { createSlots, nameSlots, type OptimizerRecipe, scaleGradient, updateEach } from "./optimizer.ts";

export interface AdamOptions {
  /** Decay of the mean of the gradients, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of their squares, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the bias-corrected mean of squares, as in PyTorch. Default 1e-8. */
  readonly epsilon?: number;
}

/** Whether AdamW shrinks a parameter. */
export type DecayRule = (name: string, shape: readonly number[]) => boolean;

/**
 * Adam (Kingma and Ba 2015):
 * `parameter -= learningRate * m̂ / (sqrt(v̂) + epsilon)`, the hats being the bias-corrected means.
 */
export function adam(options: AdamOptions = {}): OptimizerRecipe {
  return adamRecipe("adam", options, 0, () => false);
}

/** Adam with a decoupled weight decay; the body of `adam` (decay 0) and `adamW`. */
export function adamRecipe(
  name: "adam" | "adamW",
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
  weightDecay: number,
  decays: DecayRule,
): OptimizerRecipe {
  requireNumber(`${name}: beta1`, beta1, { from: 0, below: 1 });
  requireNumber(`${name}: beta2`, beta2, { from: 0, below: 1 });
  requireNumber(`${name}: epsilon`, epsilon, { from: 0 });
  return {
    name,
    settings: { beta1, beta2, epsilon, ...(name === "adamW" && { weightDecay }) },
    bind(parameters) {
      const means = createSlots(parameters);
      const squares = createSlots(parameters);
      const slots = nameSlots({ mean: means, square: squares });
      return {
        slots,
        update(gradients, context) {
          const { update, gradientScale } = context;
          // sqrt(v̂) + epsilon = (sqrt(v) + epsilon * root) / root: the corrections cost no tensor operation.
          const root = Math.sqrt(1 - beta2 ** update);
          updateEach(parameters, gradients, context, (key, parameter, unscaled, learningRate) => {
            const stepSize = (learningRate * root) / (1 - beta1 ** update);
            const decay = decays(key, parameter.shape) ? weightDecay : 0;
            const variables = { parameter, firstMoment: means[key], secondMoment: squares[key] };
            const settings = {
              learningRate,
              beta1,
              beta2,
              epsilon,
              weightDecay: decay,
              update,
              gradientScale,
            };
            if (fusedUpdate("AdamUpdate", unscaled, variables, settings)) return;
            const gradient = scaleGradient(unscaled, gradientScale);
            const mean = tf.add(tf.mul(means[key], beta1), tf.mul(gradient, 1 - beta1));
            const square = tf.add(tf.mul(squares[key], beta2), tf.mul(tf.square(gradient), 1 - beta2));
            const change = tf.mul(tf.div(mean, tf.add(tf.sqrt(square), epsilon * root)), stepSize);
            const decayed = decay === 0 ? parameter : tf.mul(parameter, 1 - learningRate * decay);
            means[key].assign(mean);
            squares[key].assign(square);
            parameter.assign(tf.sub(decayed, change));
          });
        },
        dispose: () => tf.dispose(slots),
      };
    },
  };
}
