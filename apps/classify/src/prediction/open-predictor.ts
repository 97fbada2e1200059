import type { Prediction } from "@engram/classification";
import type { Task } from "../data/task.ts";
import { loadClassifier } from "../load-classifier.ts";

/** Where a classifier comes from: a folder, or the model that is shipped for a task. */
export type PredictorSource = { readonly directory: string } | { readonly task: Exclude<Task, "custom"> };

/** From texts to predictions, in their order. A `TextClassifier` is one. */
export interface Predictor {
  predict(texts: readonly string[]): Promise<Prediction[]>;
  dispose(): void;
}

/** @throws Error that says what is missing. */
export async function openPredictor(source: PredictorSource): Promise<Predictor> {
  if ("directory" in source) return loadClassifier(source.directory);
  const shipped = await loadShipped(source.task);
  return {
    predict: (texts) => Promise.all(texts.map((text) => shipped(text))),
    dispose() {},
  };
}

async function loadShipped(task: Exclude<Task, "custom">): Promise<(text: string) => Promise<Prediction>> {
  const exported: Record<string, unknown> = await (task === "sentiment"
    ? import("@engram/sentiment")
    : import("@engram/spam"));
  const predict = exported[task];
  if (typeof predict !== "function")
    throw new Error(`--task ${task}: this version ships no model for it yet`);
  return predict as (text: string) => Promise<Prediction>;
}
