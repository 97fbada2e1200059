import type { Prediction } from "@engram/classification";
import type { Task } from "../data/task.ts";
import { loadClassifier } from "../load-classifier.ts";

/** Where a classifier comes from: a folder, or the model that is shipped for a task. */
export type PredictorSource = { readonly directory: string } | { readonly task: Exclude<Task, "custom"> };

/** From texts to predictions, in their order. A `TextClassifier` is one. */
export interface Predictor {
  /** It takes mails as they were sent, as bytes, and not what `mailText` makes of them. */
  readonly takesMails?: boolean;
  predict(texts: readonly (string | Uint8Array)[]): Promise<Prediction[]>;
  dispose(): void;
}

/** @throws Error that says what is missing. */
export async function openPredictor(source: PredictorSource): Promise<Predictor> {
  if ("directory" in source) return loadClassifier(source.directory);
  if (source.task === "sentiment") return (await import("@engram/sentiment")).loadSentiment();
  const filter = await (await import("@engram/spam")).loadSpamFilter();
  return {
    takesMails: true,
    predict: (messages) => filter.predict(messages),
    dispose: () => filter.dispose(),
  };
}
