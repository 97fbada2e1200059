import * as tf from "@tensorflow/tfjs-core";
import type { TokenInputs } from "../check-token-batch.ts";
import type { DropoutConfig } from "../dropout/dropout-config.ts";
import { DROPOUT_SITES } from "../dropout/dropout-sites.ts";
import { lockedDropout } from "../dropout/locked-dropout.ts";
import type { LossContext } from "../dropout/loss-context.ts";
import { unitDropout } from "../dropout/unit-dropout.ts";
import { wordDropout } from "../dropout/word-dropout.ts";
import { embeddingUniform } from "../initializers/embedding-uniform.ts";
import type { LstmState } from "../lstm-state.ts";
import { embeddingLookup } from "../ops/embedding-lookup.ts";
import type { ParameterSpec, Parameters } from "../parameters.ts";
import { type LstmStackShape, lstmStack, lstmStackSpecs } from "./lstm-stack.ts";

/** What every model here begins with: token ids, an embedding (or one-hot vectors), LSTM layers. */
export interface TokenEncoderConfig {
  readonly vocabularySize: number; // V
  readonly embeddingSize?: number; // E; one-hot vectors [V] without it
  readonly hiddenSizes: readonly number[]; // H of each layer
  readonly bidirectional: boolean;
  readonly dropout: DropoutConfig;
}

export function encoderStack(config: TokenEncoderConfig): LstmStackShape {
  const { vocabularySize, embeddingSize = vocabularySize, hiddenSizes, bidirectional } = config;
  return { inputSize: embeddingSize, hiddenSizes, bidirectional };
}

/** `embedding` [V,E], where there is one, and the stack's parameters. */
export function tokenEncoderSpecs(config: TokenEncoderConfig): ParameterSpec[] {
  const { vocabularySize, embeddingSize } = config;
  const stack = lstmStackSpecs(encoderStack(config));
  if (embeddingSize === undefined) return stack;
  return [
    { name: "embedding", shape: [vocabularySize, embeddingSize], initialize: embeddingUniform },
    ...stack,
  ];
}

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
