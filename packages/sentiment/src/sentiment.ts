import {
  once,
  type Prediction,
  pretrainedClassifier,
  type TextClassifier,
} from "@engram/classification/inference";
import { createKernels } from "#create-kernels";

/** What the shipped model says of an English text. */
export interface Sentiment extends Prediction {
  readonly label: "positive" | "negative";
}

const source = { files: async () => (await import("#pretrained")).default, createKernels };

/** One thread: starting another takes longer than a text does. */
const loadOnce = once(() => pretrainedClassifier(source, { threads: 1 }));

/**
 * Whether an English text praises or complains, and how sure that is: by the model that the package ships, which is
 * loaded with the first call and stays.
 *
 * @throws TypeError for what is not a string.
 */
export async function sentiment(text: string): Promise<Sentiment> {
  const classifier = await loadOnce();
  const [prediction] = await classifier.predict([text]);
  return prediction as Sentiment;
}

/**
 * The shipped model as a classifier, for many texts at once, explanations and thresholds; the caller disposes it.
 *
 * @param options.threads default: the number of cores.
 */
export function loadSentiment(options: { readonly threads?: number } = {}): Promise<TextClassifier> {
  return pretrainedClassifier(source, options);
}
