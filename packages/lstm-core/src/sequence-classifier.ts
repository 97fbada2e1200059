import * as tf from "@tensorflow/tfjs-core";
import { checkTokenInputs, type TokenInputs } from "./check-token-batch.ts";
import { DROPOUT_SITES } from "./dropout/dropout-sites.ts";
import { EVALUATION, type LossContext } from "./dropout/loss-context.ts";
import { unitDropout } from "./dropout/unit-dropout.ts";
import { directions, stateSizes } from "./layers/lstm-stack.ts";
import { encoderStack, encodeTokens } from "./layers/token-encoder.ts";
import { zeroState } from "./lstm-state.ts";
import type { NamedArray } from "./named-array.ts";
import { linearCrossEntropy } from "./ops/linear-cross-entropy.ts";
import { createParameters, type Parameters, parametersFromArrays } from "./parameters.ts";
import { pool } from "./pooling/pooling.ts";
import {
  type SequenceClassifierConfig,
  type SequenceClassifierOptions,
  sequenceClassifierConfig,
  sequenceClassifierSpecs,
} from "./sequence-classifier-config.ts";

/** A batch of documents; `inputs` [B,T] are padded with any valid id past `lengths` [B]. */
export interface SequenceClassifierBatch extends TokenInputs {
  /** [B], each in [0, classes), or -1 for none. */
  readonly labels: Int32Array;
}

/** Gives a sequence of tokens a label: embedding or one-hot input, LSTM layers, pooling over time, softmax. */
export class SequenceClassifier {
  readonly config: SequenceClassifierConfig;
  readonly parameters: Parameters;

  private constructor(config: SequenceClassifierConfig, parameters: Parameters) {
    this.config = config;
    this.parameters = parameters;
  }

  /** A new classifier; the same options and seed give the same numbers on every backend. */
  static create(options: SequenceClassifierOptions, { seed }: { seed: number }): SequenceClassifier {
    const config = sequenceClassifierConfig(options);
    return new SequenceClassifier(config, createParameters(sequenceClassifierSpecs(config), seed));
  }

  /** A classifier with the given parameters (copied), by name. @throws RangeError when they do not fit. */
  static fromParameters(
    options: SequenceClassifierOptions,
    arrays: Readonly<Record<string, NamedArray>>,
  ): SequenceClassifier {
    const config = sequenceClassifierConfig(options);
    const specs = sequenceClassifierSpecs(config);
    const parameters = parametersFromArrays(specs, arrays, "SequenceClassifier.fromParameters");
    return new SequenceClassifier(config, parameters);
  }

  /**
   * The mean nats of the labels, to be minimised.
   *
   * @param _carry not used: every document starts with an empty memory.
   * @param context names the dropout masks.
   */
  loss(
    batch: SequenceClassifierBatch,
    _carry: tf.NamedTensorMap | undefined,
    context: LossContext,
  ): { loss: tf.Scalar; count: number } {
    const { labels, batchSize } = batch;
    const { classes, dropout } = this.config;
    checkTokenInputs(batch, this.config.vocabularySize, "SequenceClassifier.loss");
    if (labels.length !== batchSize || labels.some((label) => !(label >= -1 && label < classes))) {
      throw new RangeError(
        `SequenceClassifier.loss: expected ${batchSize} labels in [0, ${classes}) or -1, got [${labels}]`,
      );
    }
    return tf.tidy(() => {
      const features = this.features(batch, context);
      const kept = unitDropout(features, dropout.output, DROPOUT_SITES.output, context);
      return linearCrossEntropy(kept, ...this.outputLayer(), labels);
    });
  }

  /** The probability of each label: [B,classes], rows add up to 1. */
  probabilities(batch: TokenInputs): tf.Tensor2D {
    checkTokenInputs(batch, this.config.vocabularySize, "SequenceClassifier.probabilities");
    return tf.tidy(() => {
      const [kernel, bias] = this.outputLayer();
      const logits = tf.fused.matMul({ a: this.features(batch, EVALUATION), b: kernel, bias });
      return tf.softmax<tf.Tensor2D>(logits as tf.Tensor2D);
    });
  }

  /** Frees the parameters. */
  dispose(): void {
    tf.dispose(Object.values(this.parameters));
  }

  /** The pooled vectors [B,F]. */
  private features(batch: TokenInputs, context: LossContext): tf.Tensor2D {
    const { bidirectional, pooling } = this.config;
    const { batchSize, sequenceLength } = batch;
    const before = zeroState(batchSize, stateSizes(encoderStack(this.config)));
    const { output, state } = encodeTokens(batch, this.parameters, before, this.config, context);
    return pool(pooling, {
      output,
      lengths: batch.lengths ?? new Int32Array(batchSize).fill(sequenceLength),
      finalState: state.slice(-directions(bidirectional).length),
      query: this.parameters["attention.query"] as tf.Tensor2D | undefined,
    });
  }

  private outputLayer(): [kernel: tf.Tensor2D, bias: tf.Tensor1D] {
    const { "output.kernel": kernel, "output.bias": bias } = this.parameters;
    return [kernel as unknown as tf.Tensor2D, bias as unknown as tf.Tensor1D];
  }
}
