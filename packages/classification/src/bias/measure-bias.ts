import type { Prediction } from "../text-classifier.ts";
import type { BiasCategory } from "./bias-category.ts";
import type { BiasReport } from "./bias-report.ts";

/** What is measured: the predictions of texts, in their order, such as `(texts) => classifier.predict(texts)`. */
export type Predict = (texts: readonly string[]) => Promise<readonly Prediction[]>;

export interface MeasureBiasOptions {
  /** The label whose probability is compared: "positive", "spam". */
  readonly label: string;
  /** Default: all. */
  readonly categories?: readonly BiasCategory[];
  /** [N]: the true labels of the texts. With them there are accuracies and equal-opportunity gaps. */
  readonly labels?: readonly string[];
  /** Of the bootstrap intervals. */
  readonly seed: number;
}

export declare function measureBias(
  predict: Predict,
  texts: readonly string[],
  options: MeasureBiasOptions,
): Promise<BiasReport>;
