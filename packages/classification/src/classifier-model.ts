import type { SequenceClassifierConfig, TokenInputs } from "@engram/lstm-core/inference";

/**
 * What predicts: a `SequenceClassifier`, or a `ClassifierRunner`, which needs no TensorFlow.js.
 *
 * `probabilities` gives [B,C], as numbers or as a tensor that the caller frees.
 */
export interface ClassifierModel {
  readonly config: Pick<SequenceClassifierConfig, "classes" | "vocabularySize">;
  probabilities(batch: TokenInputs): Float32Array | TensorNumbers;
  dispose(): void;
}

interface TensorNumbers {
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}
