import * as tf from "@tensorflow/tfjs-core";
import type { LossContext } from "../dropout/loss-context.ts";
import { stateSizes } from "../layers/lstm-stack-specs.ts";
import { encodeTokens } from "../layers/token-encoder.ts";
import { encoderStack, type TokenEncoderConfig } from "../layers/token-encoder-specs.ts";
import { type LstmState, zeroState } from "../lstm-state.ts";
import { withoutGradient } from "../ops/without-gradient.ts";
import type { Parameters } from "../parameters.ts";
import { BELOW_OUTPUTS, maxPool } from "../pooling/max-pool.ts";
import type { PooledBefore } from "../pooling/pooling.ts";
import type { SplitRows } from "./split-long-rows.ts";

/**
 * Reads what long rows begin with, and keeps of it the state and the sum and largest value of the outputs: truncated
 * backpropagation through time, in which no gradient flows into that. In training, the masks of locked dropout are
 * others than those of the ends, as rows are counted anew.
 *
 * @returns the state [B,H] before each row's end, and what its beginning adds to the pooling; rows without a beginning
 *   have zeros.
 */
export function readBeginnings(
  { beginnings, beginningOf }: SplitRows,
  parameters: Parameters,
  config: TokenEncoderConfig,
  context: LossContext,
): { state: LstmState; before: PooledBefore } {
  const [sum, largest, ...entries] = withoutGradient(() => {
    const start = zeroState(beginnings.batchSize, stateSizes(encoderStack(config)));
    const { output, state } = encodeTokens(beginnings, parameters, start, config, context);
    const pooled = [tf.sum(output, 1), maxPool(output, beginnings.lengths)];
    return [...pooled, ...state.flatMap(({ hidden, cell }) => [hidden, cell])];
  });
  // Row 0 is that of rows without a beginning.
  const places = tf.tensor1d(
    beginningOf.map((index) => index + 1),
    "int32",
  );
  const spread = (rows: tf.Tensor, empty = 0) =>
    tf.gather(tf.concat([tf.fill([1, rows.shape[1] as number], empty), rows]), places) as tf.Tensor2D;
  const state = Array.from({ length: entries.length / 2 }, (_, index) => ({
    hidden: spread(entries[2 * index]),
    cell: spread(entries[2 * index + 1]),
  }));
  return {
    state,
    before: {
      sum: spread(sum),
      largest: spread(largest, BELOW_OUTPUTS),
      counts: beginningOf.map((index) => (index < 0 ? 0 : beginnings.lengths[index])),
    },
  };
}
