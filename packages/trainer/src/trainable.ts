import type { NamedTensorMap, Scalar, Variable } from "@tensorflow/tfjs-core";

/** What a model needs to know about the batch at hand to name its dropout masks. */
export interface LossContext {
  readonly training: boolean;
  readonly seed: number;
  /** Index of the batch since the run began (with gradient accumulation, several to an update). */
  readonly step: number;
}

/** The loss of one batch. */
export interface BatchLoss {
  /** Mean nats over `count` targets. */
  readonly loss: Scalar;
  /** How many targets the mean was taken over; 0 is a batch that teaches nothing. */
  readonly count: number;
  /** Minimised together with the loss, but not part of it in reports, such as a regulariser's term. */
  readonly penalty?: Scalar;
  /** The state that the next batch starts from, when the model carries one. */
  readonly carry?: NamedTensorMap;
}

/**
 * All that the trainer knows of a model.
 *
 * `loss` is differentiated with respect to `parameters`; `carry` is what the previous batch returned, and
 * `undefined` on the first batch and where a batch starts new streams. The trainer owns the carried tensors:
 * it keeps what comes back and disposes what went in.
 */
export interface Trainable<Batch> {
  readonly parameters: Readonly<Record<string, Variable>>;
  loss(batch: Batch, carry: NamedTensorMap | undefined, context: LossContext): BatchLoss;
}
