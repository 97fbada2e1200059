import * as tf from "@tensorflow/tfjs-core";
import { type CarriedState, keepCopies } from "./carried-state.ts";
import { hasKernel } from "./fused-kernel.ts";
import type { LossContext, Trainable } from "./trainable.ts";

/** What one update's batches amount to, as numbers. */
export interface StepNumbers {
  /** Mean nats over `count` targets. */
  readonly loss: number;
  /** Global norm of the mean gradient, before clipping. */
  readonly gradientNorm: number;
  readonly count: number;
}

/**
 * The gradients of one update: of a single batch as they are, or of several as the sum weighted by their targets,
 * so that the mean over all of them is that of one large batch.
 */
export class GradientSum<Batch> {
  private readonly model: Trainable<Batch>;
  private readonly weighted: boolean;
  private readonly variables: tf.Variable[];
  private readonly keys: ReadonlyMap<string, string>;
  private sum: tf.NamedTensorMap = {};
  private losses: tf.Scalar[] = [];
  private counts: number[] = [];

  /** @param weighted whether more than one batch may be added between two resets. */
  constructor(model: Trainable<Batch>, parameters: Readonly<Record<string, tf.Variable>>, weighted: boolean) {
    this.model = model;
    this.weighted = weighted;
    this.variables = Object.values(parameters);
    this.keys = new Map(Object.entries(parameters).map(([key, variable]) => [variable.name, key]));
  }

  /** Batches with targets that were added. */
  get size(): number {
    return this.counts.length;
  }

  get gradients(): tf.NamedTensorMap {
    return this.sum;
  }

  /** What the gradients must be multiplied by to be those of the mean over all targets. */
  get meanScale(): number {
    return this.weighted ? 1 / this.totalCount() : 1;
  }

  /** Runs the model forwards and backwards over `batch`; the state in `carried` moves on. */
  add(batch: Batch, carried: CarriedState, context: LossContext): void {
    let count = 0;
    let carry: tf.NamedTensorMap | undefined;
    let reported: tf.Scalar | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const { loss, penalty, ...result } = this.model.loss(batch, carried.current(), context);
      count = result.count;
      carry = result.carry && keepCopies(result.carry);
      if (penalty === undefined) return loss;
      reported = tf.keep(tf.clone(loss));
      return tf.add(loss, penalty);
    }, this.variables);
    carried.replace(carry);
    if (reported !== undefined) value.dispose();
    const loss = reported ?? value;
    if (count === 0) {
      tf.dispose([loss, grads]);
      return;
    }
    this.losses.push(loss);
    this.counts.push(count);
    for (const [variableName, gradient] of Object.entries(grads)) {
      const key = this.keys.get(variableName)!;
      this.sum[key] = this.weighted ? this.weightedSum(this.sum[key], gradient, count) : gradient;
    }
  }

  /** Loss and norm in one transfer from the device. */
  async read(): Promise<StepNumbers> {
    const packed = tf.tidy(() => tf.stack([sumOfSquares(this.sum), ...this.losses]));
    const [squares, ...losses] = await packed.data();
    packed.dispose();
    const count = this.totalCount();
    const nats = losses.reduce((sum, loss, index) => sum + loss * this.counts[index], 0);
    return { loss: nats / count, gradientNorm: Math.sqrt(squares) * this.meanScale, count };
  }

  reset(): void {
    tf.dispose([this.losses, this.sum]);
    this.sum = {};
    this.losses = [];
    this.counts = [];
  }

  private totalCount(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  private weightedSum(sum: tf.Tensor | undefined, gradient: tf.Tensor, count: number): tf.Tensor {
    const next = tf.tidy(() => {
      const weighted = tf.mul(gradient, count);
      return sum === undefined ? weighted : tf.add(sum, weighted);
    });
    tf.dispose([gradient, ...(sum === undefined ? [] : [sum])]);
    return next;
  }
}

/** Over all numbers of all tensors. */
function sumOfSquares(tensors: tf.NamedTensorMap): tf.Tensor {
  if (hasKernel("SumOfSquares")) return tf.engine().runKernel("SumOfSquares", tensors) as tf.Tensor;
  return tf.addN(Object.values(tensors).map((tensor) => tf.sum(tf.square(tensor))));
}
