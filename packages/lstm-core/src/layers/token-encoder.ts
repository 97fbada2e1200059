import * as tf from "@tensorflow/tfjs-core";
import type { TokenInputs } from "../check-token-batch.ts";
import { DROPOUT_SITES } from "../dropout/dropout-sites.ts";
import { lockedDropout } from "../dropout/locked-dropout.ts";
import type { LossContext } from "../dropout/loss-context.ts";
import { unitDropout } from "../dropout/unit-dropout.ts";
import { wordDropout } from "../dropout/word-dropout.ts";
import type { LstmState } from "../lstm-state.ts";
import { embeddingLookup } from "../ops/embedding-lookup.ts";
import type { Parameters } from "../parameters.ts";
import { lstmStack } from "./lstm-stack.ts";
import { encoderStack, type TokenEncoderConfig } from "./token-encoder-specs.ts";

/**
 * Reads a batch of token ids (already checked).
 *
 * @returns the last layer's `output` [B,T,D*H] and the `state` at each row's own end.
 */
export function encodeTokens(
  batch: TokenInputs,
  parameters: Parameters,
  state: LstmState,
  config: TokenEncoderConfig,
  context: LossContext,
): { output: tf.Tensor3D; state: LstmState } {
  const { inputs, batchSize, sequenceLength, lengths } = batch;
  const { dropout, embeddingSize, vocabularySize } = config;
  // A copy: some backends keep the array, and the gradient reads it after the caller may have reused it.
  const ids = tf.tensor2d(inputs.slice(), [batchSize, sequenceLength], "int32");
  let input: tf.Tensor2D | tf.Tensor3D = ids;
  if (embeddingSize !== undefined) {
    const rows = embeddingLookup(parameters.embedding as unknown as tf.Tensor2D, ids);
    const kept = wordDropout(rows, inputs, vocabularySize, dropout.words, context);
    const drop = dropout.locked ? lockedDropout : unitDropout<tf.Tensor3D>;
    input = drop(kept, dropout.input, DROPOUT_SITES.input, context);
  }
  return lstmStack(input, parameters, state, encoderStack(config), { lengths, dropout, context });
}
