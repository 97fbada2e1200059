import * as tf from "@tensorflow/tfjs-core";
import type { LstmState } from "../lstm-state.ts";
import { attentionPool } from "../ops/attention-pool.ts";
import { maxPool } from "./max-pool.ts";
import { meanPool } from "./mean-pool.ts";
import type { Pooling } from "./pooling-kinds.ts";

/** What was read of each row before its outputs: they are pooled together. */
export interface PooledBefore {
  readonly sum: tf.Tensor2D; // [B,D*H]
  readonly largest: tf.Tensor2D; // [B,D*H]
  readonly counts: Int32Array; // [B], 0 where there was nothing
}

export interface PoolingInputs {
  readonly output: tf.Tensor3D; // [B,T,D*H]
  readonly lengths: Int32Array; // [B]
  /** The final state of the last layer, one entry a direction. */
  readonly finalState: LstmState;
  /** [D*H,1], for "attention". */
  readonly query: tf.Tensor2D | undefined;
  /** Not for "attention". */
  readonly before?: PooledBefore | undefined;
}

/** The pooled vectors [B,F], F being `pooledSize`. */
export function pool(
  pooling: Pooling,
  { output, lengths, finalState, query, before }: PoolingInputs,
): tf.Tensor2D {
  const last = () =>
    tf.concat(
      finalState.map(({ hidden }) => hidden),
      1,
    );
  switch (pooling) {
    case "last":
      return last();
    case "mean":
      return meanPool(output, lengths, before);
    case "max":
      return maxPool(output, lengths, before?.largest);
    case "attention":
      return attentionPool(output, query as tf.Tensor2D, lengths);
    case "concat":
      return tf.concat(
        [last(), maxPool(output, lengths, before?.largest), meanPool(output, lengths, before)],
        1,
      );
  }
}
