import { BIAS_CATEGORIES, type BiasCategory } from "./bias-category.ts";
import type { BiasReport, CategoryBias } from "./bias-report.ts";
import { categoryBias } from "./category-bias.ts";
import { shareRight } from "./group-scores.ts";
import { type Predict, scoreTexts } from "./score-texts.ts";

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

/**
 * How a classifier's scores and decisions depend on whom a text names.
 *
 * Each text that names a group is compared with its counterfactuals (see `counterfactualSwaps`), the groups are compared as
 * the texts name them, and plain sentences are compared that are the same but for the group. Intervals are of 95%, one by
 * one: of many gaps a few are outside 0 by chance.
 *
 * Garg, Perot, Limtiaco, Taly, Chi and Beutel 2019 (counterfactual fairness in text classification); Hardt, Price and Srebro
 * 2016 (equal opportunity); Kiritchenko and Mohammad 2018 (sentences).
 *
 * @param predict such as `(texts) => classifier.predict(texts)`.
 * @param texts N texts that the classifier has not learned from.
 * @throws RangeError for labels that are not N, a category that is none, a label that the predictions do not know.
 */
export async function measureBias(
  predict: Predict,
  texts: readonly string[],
  { label, categories = BIAS_CATEGORIES, labels, seed }: MeasureBiasOptions,
): Promise<BiasReport> {
  if (labels !== undefined && labels.length !== texts.length) {
    throw new RangeError(
      `measureBias: expected a label for each of ${texts.length} texts, got ${labels.length}`,
    );
  }
  const scores = await scoreTexts(predict, texts, label);
  const judged = scores.map((score, index) => ({ ...score, text: texts[index], actual: labels?.[index] }));
  const reports: CategoryBias[] = [];
  for (const category of categories)
    reports.push(await categoryBias(predict, judged, { category, label, seed }));
  return {
    label,
    texts: texts.length,
    accuracy: shareRight(labels === undefined ? [] : judged),
    categories: reports,
    seed,
  };
}
