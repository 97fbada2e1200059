import * as tf from "@tensorflow/tfjs-core";
import { checkTokenInputs, type TokenInputs } from "./check-token-batch.ts";
import { readBeginnings } from "./documents/read-beginnings.ts";
import { splitLongRows } from "./documents/split-long-rows.ts";
import { DROPOUT_SITES } from "./dropout/dropout-sites.ts";
import { EVALUATION, type LossContext } from "./dropout/loss-context.ts";
import { unitDropout } from "./dropout/unit-dropout.ts";
import type { LanguageModel } from "./language-model.ts";
import { directions, stateSizes } from "./layers/lstm-stack-specs.ts";
import { encodeTokens } from "./layers/token-encoder.ts";
import { encoderStack, tokenEncoderSpecs } from "./layers/token-encoder-specs.ts";
import { zeroState } from "./lstm-state.ts";
import { modelArrays } from "./model-arrays.ts";
import type { NamedArray } from "./named-array.ts";
import { linearCrossEntropy } from "./ops/linear-cross-entropy.ts";
import { weightedCrossEntropy } from "./ops/weighted-cross-entropy.ts";
import { initialValues } from "./parameter-specs.ts";
import { createParameters, type Parameters, parametersFromArrays } from "./parameters.ts";
import { pool } from "./pooling/pooling.ts";
import { outputPenalty } from "./regularizers/output-penalty.ts";
import {
  type SequenceClassifierConfig,
  type SequenceClassifierOptions,
  sequenceClassifierConfig,
  sequenceClassifierSpecs,
} from "./sequence-classifier-config.ts";
import { tidy } from "./tidy.ts";

/** A batch of documents; `inputs` [B,T] are padded with any valid id past `lengths` [B]. */
export interface SequenceClassifierBatch extends TokenInputs {
  /** [B], each in [0, classes), or -1 for none. */
  readonly labels: Int32Array;
  /** [B], each 0 or more: how much each document counts in the mean. Default: all the same. */
  readonly weights?: Float32Array;
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
   * A new classifier that reads as `model` does: embedding and LSTM layers are copies of the model's, what follows is
   * made from `seed` (fine-tuning: Howard and Ruder 2018). The model stays as it is.
   *
   * @param options as for `create`, without what comes from the model; not bidirectional, as it is not.
   */
  static async fromLanguageModel(
    model: LanguageModel,
    options: Omit<
      SequenceClassifierOptions,
      "vocabularySize" | "embeddingSize" | "hiddenSizes" | "bidirectional"
    >,
    { seed }: { seed: number },
  ): Promise<SequenceClassifier> {
    const { vocabularySize, embeddingSize, hiddenSizes } = model.config;
    const sizes = { vocabularySize, ...(embeddingSize !== undefined && { embeddingSize }), hiddenSizes };
    const config = sequenceClassifierConfig({ ...options, ...sizes });
    if (config.bidirectional) {
      throw new RangeError("SequenceClassifier.fromLanguageModel: expected bidirectional false, got true");
    }
    const learnt = await modelArrays(model);
    const encoder = new Set(tokenEncoderSpecs({ ...config, bidirectional: false }).map(({ name }) => name));
    const arrays = sequenceClassifierSpecs(config).map(({ name, shape }, index, specs) => [
      name,
      encoder.has(name) ? learnt[name] : { shape, data: initialValues(specs, index, seed) },
    ]);
    return SequenceClassifier.fromParameters(config, Object.fromEntries(arrays));
  }

  /**
   * The mean nats of the labels, to be minimised.
   *
   * @param _carry not used: every document starts with an empty memory.
   * @param context names the dropout masks.
   * @returns the loss, over how many labels it is the mean, and in training the `penalty` of the config's
   *   regularization, which is minimised with the loss.
   */
  loss(
    batch: SequenceClassifierBatch,
    _carry: tf.NamedTensorMap | undefined,
    context: LossContext,
  ): { loss: tf.Scalar; count: number; penalty?: tf.Scalar } {
    const { labels, weights, batchSize } = batch;
    const { classes, dropout } = this.config;
    checkTokenInputs(batch, this.config.vocabularySize, "SequenceClassifier.loss");
    if (labels.length !== batchSize || labels.some((label) => !(label >= -1 && label < classes))) {
      throw new RangeError(
        `SequenceClassifier.loss: expected ${batchSize} labels in [0, ${classes}) or -1, got [${labels}]`,
      );
    }
    return tidy(() => {
      const { features, penalty } = this.features(batch, context);
      const kept = unitDropout(features, dropout.output, DROPOUT_SITES.output, context);
      const nats =
        weights === undefined
          ? linearCrossEntropy(kept, ...this.outputLayer(), labels)
          : weightedCrossEntropy(kept, ...this.outputLayer(), labels, weights);
      return { ...nats, ...(penalty && { penalty }) };
    });
  }

  /** The probability of each label: [B,classes], rows add up to 1. */
  probabilities(batch: TokenInputs): tf.Tensor2D {
    checkTokenInputs(batch, this.config.vocabularySize, "SequenceClassifier.probabilities");
    return tf.tidy(() => {
      const [kernel, bias] = this.outputLayer();
      const { features } = this.features(batch, EVALUATION);
      const logits = tf.fused.matMul({ a: features, b: kernel, bias });
      return tf.softmax<tf.Tensor2D>(logits as tf.Tensor2D);
    });
  }

  /** Frees the parameters. */
  dispose(): void {
    tf.dispose(Object.values(this.parameters));
  }

  /** The pooled vectors [B,F], and what regularization adds to the loss. */
  private features(
    batch: TokenInputs,
    context: LossContext,
  ): { features: tf.Tensor2D; penalty: tf.Scalar | undefined } {
    const { bidirectional, pooling, truncation, regularization } = this.config;
    const { batchSize } = batch;
    const split = truncation === undefined ? undefined : splitLongRows(batch, truncation);
    const { inputs, sequenceLength, lengths } = split?.ends ?? batch;
    const start =
      split === undefined
        ? { state: zeroState(batchSize, stateSizes(encoderStack(this.config))), before: undefined }
        : readBeginnings(split, this.parameters, this.config, context);
    const read = { inputs, batchSize, sequenceLength, ...(lengths && { lengths }) };
    const { output, state } = encodeTokens(read, this.parameters, start.state, this.config, context);
    const features = pool(pooling, {
      output,
      lengths: lengths ?? new Int32Array(batchSize).fill(sequenceLength),
      finalState: state.slice(-directions(bidirectional).length),
      query: this.parameters["attention.query"] as tf.Tensor2D | undefined,
      before: start.before,
    });
    return { features, penalty: outputPenalty(output, output, lengths, regularization, context) };
  }

  private outputLayer(): [kernel: tf.Tensor2D, bias: tf.Tensor1D] {
    const { "output.kernel": kernel, "output.bias": bias } = this.parameters;
    return [kernel as unknown as tf.Tensor2D, bias as unknown as tf.Tensor1D];
  }
}
