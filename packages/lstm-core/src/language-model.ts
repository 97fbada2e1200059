import * as tf from "@tensorflow/tfjs-core";
import { checkTokenIds, checkTokenInputs, type TokenInputs } from "./check-token-batch.ts";
import { DROPOUT_SITES } from "./dropout/dropout-sites.ts";
import { lockedDropout } from "./dropout/locked-dropout.ts";
import { EVALUATION, type LossContext } from "./dropout/loss-context.ts";
import { unitDropout } from "./dropout/unit-dropout.ts";
import {
  type LanguageModelConfig,
  type LanguageModelOptions,
  languageModelConfig,
  languageModelEncoder,
  languageModelSpecs,
} from "./language-model-config.ts";
import { stateSizes } from "./layers/lstm-stack-specs.ts";
import { encodeTokens } from "./layers/token-encoder.ts";
import { encoderStack } from "./layers/token-encoder-specs.ts";
import { type LstmState, stateFromTensors, stateToTensors, zeroState } from "./lstm-state.ts";
import type { NamedArray } from "./named-array.ts";
import { linearCrossEntropy } from "./ops/linear-cross-entropy.ts";
import { createParameters, type Parameters, parametersFromArrays } from "./parameters.ts";
import { outputPenalty } from "./regularizers/output-penalty.ts";
import { tidy } from "./tidy.ts";

/** A batch as `@engram/dataset` makes it. */
export interface LanguageModelBatch extends TokenInputs {
  /** [B,T], or [B]: the token after each row; -1 is no target, and so is what stands past a row's length. */
  readonly targets: Int32Array;
}

/**
 * Predicts the next token: embedding or one-hot input, a stack of LSTM layers, softmax over the vocabulary.
 *
 * The model keeps no state: what it remembers comes in and goes out as an {@link LstmState}.
 */
export class LanguageModel {
  readonly config: LanguageModelConfig;
  readonly parameters: Parameters;

  private constructor(config: LanguageModelConfig, parameters: Parameters) {
    this.config = config;
    this.parameters = parameters;
  }

  /** A new model; the same options and seed give the same numbers on every backend. */
  static create(options: LanguageModelOptions, { seed }: { seed: number }): LanguageModel {
    const config = languageModelConfig(options);
    return new LanguageModel(config, createParameters(languageModelSpecs(config), seed));
  }

  /** A model with the given parameters (copied), by name. @throws RangeError when they do not fit. */
  static fromParameters(
    options: LanguageModelOptions,
    arrays: Readonly<Record<string, NamedArray>>,
  ): LanguageModel {
    const config = languageModelConfig(options);
    const specs = languageModelSpecs(config);
    return new LanguageModel(config, parametersFromArrays(specs, arrays, "LanguageModel.fromParameters"));
  }

  /** The state of a model that has read nothing. */
  zeroState(batchSize: number): LstmState {
    return zeroState(batchSize, stateSizes(encoderStack(languageModelEncoder(this.config))));
  }

  /**
   * Reads token ids and remembers them.
   *
   * @param tokenIds int32 [B,T], each in [0, V).
   * @param options.lengths [B] where rows are padded.
   * @returns `hidden` [B,T,H] of the last layer and the `state` after each row's last token.
   */
  forward(
    tokenIds: tf.Tensor2D,
    state: LstmState,
    { lengths }: { lengths?: Int32Array } = {},
  ): { hidden: tf.Tensor3D; state: LstmState } {
    const [batchSize, sequenceLength] = tokenIds.shape;
    const inputs = tokenIds.dataSync() as Int32Array;
    const batch = { inputs, batchSize, sequenceLength, ...(lengths && { lengths }) };
    checkTokenInputs(batch, this.config.vocabularySize, "LanguageModel.forward");
    return tidy(() => this.read(batch, state, EVALUATION));
  }

  /** The logits [...,V] of hidden vectors [...,H]. */
  logits(hidden: tf.Tensor): tf.Tensor {
    return tidy(() => {
      const { kernel, bias } = this.outputLayer();
      const rows = tf.reshape(hidden, [-1, kernel.shape[0]]) as tf.Tensor2D;
      const logits = tf.fused.matMul({ a: rows, b: kernel, bias });
      return tf.reshape(logits, [...hidden.shape.slice(0, -1), this.config.vocabularySize]);
    });
  }

  /**
   * The mean nats of the targets, to be minimised.
   *
   * @param carry the state before the batch, as `stateToTensors` names it; zeros without it. No gradient
   *   flows into it (truncated backpropagation through time).
   * @param context names the dropout masks.
   * @returns the loss, over how many targets it is the mean, the state after the batch, and in training the
   *   `penalty` of the config's regularization, which is minimised with the loss but is none of the targets' nats.
   */
  loss(
    batch: LanguageModelBatch,
    carry: tf.NamedTensorMap | undefined,
    context: LossContext,
  ): { loss: tf.Scalar; count: number; carry: tf.NamedTensorMap; penalty?: tf.Scalar } {
    this.checkBatch(batch);
    const { targets, batchSize } = batch;
    const everyStep = targets.length === batch.inputs.length;
    return tidy(() => {
      const before = carry === undefined ? this.zeroState(batchSize) : stateFromTensors(carry);
      const { hidden, state } = this.read(batch, before, context);
      const seen = this.dropOutput(everyStep ? hidden : atRowEnds(batch, hidden, state), context);
      // The dropout of targets [B] is that of one step: there AR takes the outputs as they are.
      const dropped = everyStep ? (seen as tf.Tensor3D) : hidden;
      const penalty = outputPenalty(hidden, dropped, batch.lengths, this.config.regularization, context);
      const { kernel, bias } = this.outputLayer();
      const rows = tf.reshape(seen, [-1, kernel.shape[0]]) as tf.Tensor2D;
      const counted = everyStep ? withoutPadding(batch) : targets;
      const { loss, count } = linearCrossEntropy(rows, kernel, bias, counted);
      return { loss, count, carry: stateToTensors(state), ...(penalty && { penalty }) };
    });
  }

  /**
   * One token for each of B rows.
   *
   * @returns `logits` [B,V] of the next token, `hidden` [B,H] that they come from, and the new `state`.
   */
  step(
    tokenIds: ArrayLike<number>,
    state: LstmState,
  ): { logits: tf.Tensor2D; hidden: tf.Tensor2D; state: LstmState } {
    checkTokenIds(tokenIds, this.config.vocabularySize, "LanguageModel.step");
    const batch = { inputs: Int32Array.from(tokenIds), batchSize: tokenIds.length, sequenceLength: 1 };
    return tidy(() => {
      const read = this.read(batch, state, EVALUATION);
      const hidden = tf.reshape(read.hidden, [batch.batchSize, -1]) as tf.Tensor2D;
      return { logits: this.logits(hidden) as tf.Tensor2D, hidden, state: read.state };
    });
  }

  /** Frees the parameters. */
  dispose(): void {
    tf.dispose(Object.values(this.parameters));
  }

  /** The output layer's kernel [H,V] (a transposed view of the embedding where tied) and bias [V]. */
  outputLayer(): { kernel: tf.Tensor2D; bias: tf.Tensor1D } {
    const { embedding, "output.kernel": kernel, "output.bias": bias } = this.parameters;
    return {
      kernel: (this.config.tiedOutput ? tf.transpose(embedding) : kernel) as tf.Tensor2D,
      bias: bias as unknown as tf.Tensor1D,
    };
  }

  private read(batch: TokenInputs, state: LstmState, context: LossContext) {
    const encoder = languageModelEncoder(this.config);
    const { output, state: after } = encodeTokens(batch, this.parameters, state, encoder, context);
    return { hidden: output, state: after };
  }

  private dropOutput(hidden: tf.Tensor, context: LossContext): tf.Tensor {
    const { output, locked } = this.config.dropout;
    return locked && hidden.rank === 3
      ? lockedDropout(hidden as tf.Tensor3D, output, DROPOUT_SITES.output, context)
      : unitDropout(hidden, output, DROPOUT_SITES.output, context);
  }

  private checkBatch(batch: LanguageModelBatch): void {
    const { targets, batchSize, sequenceLength } = batch;
    const { vocabularySize } = this.config;
    checkTokenInputs(batch, vocabularySize, "LanguageModel.loss");
    if (targets.length !== batchSize && targets.length !== batchSize * sequenceLength) {
      throw new RangeError(
        `LanguageModel.loss: expected targets [B,T] = [${batchSize},${sequenceLength}] or [B], got ${targets.length}`,
      );
    }
    const wrong = targets.findIndex((target) => !(target >= -1 && target < vocabularySize));
    if (wrong >= 0) {
      throw new RangeError(
        `LanguageModel.loss: expected targets in [0, ${vocabularySize}) or -1, got ${targets[wrong]} at position ${wrong}`,
      );
    }
  }
}

/**
 * The last layer's output at each row's own end [B,H]: its final hidden state.
 *
 * Where all rows end together it is read from the output instead: of an output that nothing depends on,
 * TensorFlow.js makes zeros for the backward pass in JavaScript, and a slice's gradient is a kernel's work.
 */
function atRowEnds(
  { lengths, batchSize, sequenceLength }: LanguageModelBatch,
  hidden: tf.Tensor3D,
  state: LstmState,
): tf.Tensor {
  if (lengths !== undefined) return state[state.length - 1].hidden;
  const width = hidden.shape[2];
  return tf.reshape(tf.slice3d(hidden, [0, sequenceLength - 1, 0], [batchSize, 1, width]), [-1, width]);
}

/** The targets [B,T] with -1 past each row's length. */
function withoutPadding({ targets, lengths, sequenceLength }: LanguageModelBatch): Int32Array {
  if (lengths === undefined) return targets;
  return targets.map((target, index) =>
    index % sequenceLength < lengths[Math.floor(index / sequenceLength)] ? target : -1,
  );
}
