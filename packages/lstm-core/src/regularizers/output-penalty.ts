import * as tf from "@tensorflow/tfjs-core";
import type { LossContext } from "../dropout/loss-context.ts";
import { activationRegularization } from "./activation-regularization.ts";
import type { RegularizationConfig } from "./regularization-config.ts";
import { temporalRegularization } from "./temporal-regularization.ts";

/** AR and TAR together, as far as they are asked for; undefined where neither is, and outside training. */
export function outputPenalty(
  output: tf.Tensor3D,
  dropped: tf.Tensor3D,
  lengths: Int32Array | undefined,
  { activation, temporal }: RegularizationConfig,
  { training }: LossContext,
): tf.Scalar | undefined {
  if (!training) return undefined;
  const [batch, time] = output.shape;
  const rows = lengths ?? new Int32Array(batch).fill(time);
  const steps = rows.reduce((sum, length) => sum + length, 0);
  const penalties: tf.Scalar[] = [];
  if (activation > 0) penalties.push(activationRegularization(dropped, activation, steps));
  if (temporal > 0 && time > 1) penalties.push(temporalRegularization(output, temporal, rows));
  return penalties.length === 0 ? undefined : penalties.reduce((sum, penalty) => tf.add(sum, penalty));
}
