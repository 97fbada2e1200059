import type { Prediction } from "../text-classifier.ts";

/** The predictions of texts, in their order, such as `(texts) => classifier.predict(texts)`. */
export type Predict = (texts: readonly string[]) => Promise<readonly Prediction[]>;

/** What is kept of a prediction. */
export interface ScoredText {
  /** Of the label that is compared. */
  readonly probability: number;
  readonly decision: string;
}

/** Texts of one call: so many that batches are full, so few that their copies need little memory. */
const TEXTS_PER_CALL = 512;

/** Predicts all texts. @throws RangeError when the predictions are not one for each text, or do not know the label. */
export async function scoreTexts(
  predict: Predict,
  texts: readonly string[],
  label: string,
): Promise<ScoredText[]> {
  const scored: ScoredText[] = [];
  for (let start = 0; start < texts.length; start += TEXTS_PER_CALL) {
    const slice = texts.slice(start, start + TEXTS_PER_CALL);
    const predictions = await predict(slice);
    if (predictions.length !== slice.length) {
      throw new RangeError(`measureBias: expected ${slice.length} predictions, got ${predictions.length}`);
    }
    for (const { label: decision, probabilities } of predictions) {
      if (!Object.hasOwn(probabilities, label)) {
        throw new RangeError(
          `measureBias: expected one of the labels ${Object.keys(probabilities).join(", ")}, got ${label}`,
        );
      }
      scored.push({ probability: probabilities[label], decision });
    }
  }
  return scored;
}
