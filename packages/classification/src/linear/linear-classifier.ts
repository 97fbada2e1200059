import type { TokenInputs } from "@engram/lstm-core/inference";
import type { ClassifierModel } from "../classifier-model.ts";
import { softmax } from "../softmax.ts";
import { checkLinearConfig, type LinearConfig, outputsOf } from "./linear-config.ts";
import { ngramFeatures } from "./ngram-features.ts";

/** What a linear classifier has learnt. */
export interface LinearWeights {
  /** [buckets,K] row-major: one output for two classes, else one for each class. */
  readonly weights: Float32Array;
  /** [K] */
  readonly bias: Float32Array;
}

/**
 * A linear classifier over the runs of tokens that a text has: it sees at once which words there are, where an LSTM
 * reads what they say together. Beside an LSTM it is the wide half of "wide and deep" (Cheng et al. 2016).
 */
export class LinearClassifier implements ClassifierModel {
  readonly config: LinearConfig;
  readonly weights: Float32Array;
  readonly bias: Float32Array;

  /** @throws RangeError when the sizes do not fit. */
  constructor(config: LinearConfig, { weights, bias }: LinearWeights) {
    this.config = checkLinearConfig(config, "LinearClassifier");
    const outputs = outputsOf(config);
    if (weights.length !== config.buckets * outputs || bias.length !== outputs) {
      throw new RangeError(
        `LinearClassifier: expected ${config.buckets * outputs} weights and ${outputs} biases, got ${weights.length} and ${bias.length}`,
      );
    }
    this.weights = weights;
    this.bias = bias;
  }

  /** The probability of each class: [B,C] row-major. */
  probabilities({ inputs, batchSize, sequenceLength, lengths }: TokenInputs): Float32Array {
    const { classes } = this.config;
    const probabilities = new Float32Array(batchSize * classes);
    for (let row = 0; row < batchSize; row++) {
      const start = row * sequenceLength;
      const length = lengths?.[row] ?? sequenceLength;
      const scores = this.scores(ngramFeatures(inputs.subarray(start, start + length), this.config));
      const logits = classes === 2 ? [-scores[0], scores[0]] : scores;
      probabilities.set(softmax(logits), row * classes);
    }
    return probabilities;
  }

  dispose(): void {}

  /** [K]: around 1 for a class that a text has, -1 for one that it has not. */
  private scores(features: Int32Array): number[] {
    const scale = 1 / Math.sqrt(Math.max(1, features.length));
    return Array.from(this.bias, (bias, output) => {
      let sum = 0;
      for (const feature of features) sum += this.weights[feature * this.bias.length + output];
      return sum * scale + bias;
    });
  }
}

/** Not `instanceof`: a program may have the package twice, as an ES module and as CommonJS. */
export function isLinear(model: ClassifierModel): model is LinearClassifier {
  return "buckets" in model.config;
}
