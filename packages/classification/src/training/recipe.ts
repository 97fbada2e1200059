import type { NgramScale } from "../linear/train-linear-classifier.ts";
import { DEFAULT_PREPARATION, type TextPreparation } from "../text-preparation.ts";
import type { Unfreezing } from "./train-classifier.ts";

/** How a text classifier is made: plain JSON. */
export interface Recipe {
  readonly seed: number;
  readonly preparation: TextPreparation;
  /** V of the byte-level BPE that is learnt from the texts. */
  readonly vocabularySize: number;
  /** E */
  readonly embeddingSize: number;
  /** H of each LSTM layer. The output layer of the language model is tied to the embedding where the last H is E. */
  readonly hiddenSizes: readonly number[];
  /** Epochs of language modelling on the texts themselves before their classes are looked at; 0 for none. */
  readonly pretrainEpochs: number;
  readonly pretrainLearningRate: number;
  /** Multiplies the dropouts of AWD-LSTM while pretraining. */
  readonly pretrainDropout: number;
  /** Which part of a pretrained classifier is trained before the whole. */
  readonly unfreezing: Unfreezing;
  /** Epochs in which the whole classifier is trained. */
  readonly epochs: number;
  readonly learningRate: number;
  /** How much slower each group of parameters learns than the one above it. */
  readonly rateFactor: number;
  /** Multiplies the dropouts of AWD-LSTM while the classes are learnt. */
  readonly dropout: number;
  /** What the output layer drops of the pooled vectors. */
  readonly outputDropout: number;
  readonly batchSize: number;
  /** Gradients flow through the last so many tokens of a text. */
  readonly truncation: number;
  /** Forward, backward, or both as an ensemble. */
  readonly directions: readonly ("forward" | "backward")[];
  /**
   * A linear classifier joins the ensemble that looks at runs of up to so many tokens; 0 for none. It takes seconds, and
   * errs where an LSTM does not.
   */
  readonly ngramOrder: number;
  /** Its weights, which all runs share by their hash: a power of two. */
  readonly ngramBuckets: number;
  /** How much an error counts beside the size of its weights. */
  readonly ngramCost: number;
  /** "count-ratios": a run counts by how much likelier one class is to have it. */
  readonly ngramScale: NgramScale;
  /** "balanced": each class counts the same, however many texts it has. */
  readonly classWeights: "none" | "balanced";
}

/** For some ten thousand texts or more; on two cores 25,000 reviews take hours rather than minutes. */
export const DEFAULT_RECIPE: Recipe = {
  seed: 0,
  preparation: DEFAULT_PREPARATION,
  vocabularySize: 8000,
  embeddingSize: 256,
  hiddenSizes: [320, 256],
  pretrainEpochs: 8,
  pretrainLearningRate: 4e-3,
  pretrainDropout: 0.4,
  unfreezing: "head",
  epochs: 3,
  learningRate: 4e-3,
  rateFactor: 2,
  dropout: 0.8,
  outputDropout: 0.4,
  batchSize: 32,
  truncation: 512,
  directions: ["forward"],
  ngramOrder: 3,
  ngramBuckets: 1 << 21,
  ngramCost: 10,
  ngramScale: "count-ratios",
  classWeights: "none",
};
