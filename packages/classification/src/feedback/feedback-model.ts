import {
  type ClassifierRunner,
  type SoftmaxHead,
  softmaxLayer,
  type TokenInputs,
} from "@engram/lstm-core/inference";
import type { ClassifierModel } from "../classifier-model.ts";
import { isLinear, type LinearClassifier } from "../linear/linear-classifier.ts";
import type { TextClassifier } from "../text-classifier.ts";

/** Logarithms stay finite. */
const SMALLEST = 1e-12;

/**
 * A whole classifier as one model with an output layer that can be exchanged: to that layer, what a linear classifier
 * says is C more features of the text. With the layer that it begins with it says what the classifier says.
 */
export class FeedbackModel implements ClassifierModel {
  head: SoftmaxHead;
  private readonly runner: ClassifierRunner;
  private readonly linear: LinearClassifier | undefined;

  /** @throws RangeError for a classifier that is not one LSTM on the kernels with, perhaps, a linear classifier. */
  constructor({ members, config }: TextClassifier) {
    const [{ model: runner, reversed }, beside, ...others] = members;
    const linear = beside?.model;
    const isSound =
      isRunner(runner) && (linear === undefined || (isLinear(linear) && !reversed)) && others.length === 0;
    if (!isSound) {
      throw new RangeError(
        "FeedbackClassifier: expected a classifier of one LSTM on the kernels, with or without a linear one, got another",
      );
    }
    this.runner = runner;
    this.linear = linear;
    this.head =
      linear === undefined
        ? runner.head
        : joinedHead(runner.head, config.weights ?? [0.5, 0.5], config.labels.length);
  }

  get config() {
    return this.runner.config;
  }

  /** What the output layer reads: [B,F] row-major. */
  features(batch: TokenInputs): Float32Array {
    const { runner, linear } = this;
    const own = runner.features(batch);
    if (linear === undefined) return own;
    const logs = linear.probabilities(batch).map((share) => Math.log(Math.max(share, SMALLEST)));
    const classes = linear.config.classes;
    const width = own.length / batch.batchSize;
    const joined = new Float32Array(own.length + logs.length);
    for (let row = 0; row < batch.batchSize; row++) {
      const start = row * (width + classes);
      joined.set(own.subarray(row * width, (row + 1) * width), start);
      joined.set(logs.subarray(row * classes, (row + 1) * classes), start + width);
    }
    return joined;
  }

  probabilities(batch: TokenInputs): Float32Array {
    const { kernel, bias } = this.head;
    return softmaxLayer(this.features(batch), batch.batchSize, kernel, bias);
  }

  dispose(): void {}
}

/** softmax(w1 log p1 + w2 log p2) as one layer over the features of the first and log p2. */
function joinedHead(
  { kernel, bias }: SoftmaxHead,
  [ofRunner, ofLinear]: readonly number[],
  classes: number,
): SoftmaxHead {
  const joined = new Float32Array(kernel.length + classes * classes);
  joined.set(kernel.map((weight) => weight * ofRunner));
  for (let label = 0; label < classes; label++) joined[kernel.length + label * (classes + 1)] = ofLinear;
  return { kernel: joined, bias: bias.map((value) => value * ofRunner) };
}

function isRunner(model: ClassifierModel): model is ClassifierRunner {
  return "features" in model && "head" in model;
}
