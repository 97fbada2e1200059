import {
  augmentWithCounterfactuals,
  type BiasCategory,
  balanceGroups,
  type LabelledText,
} from "@engram/classification";

/** What is done to training texts for a classifier that leans less on whom a text names. */
export interface FairnessOptions {
  /** Categories whose groups change places in added texts. */
  readonly counterfactuals: readonly BiasCategory[];
  /** The category whose groups get each label as often as all texts together. */
  readonly balance?: BiasCategory;
}

/**
 * The texts balanced, and behind them their counterfactuals.
 *
 * @throws Error when counterfactuals are asked for and no text has a word of the categories.
 */
export function fairerTexts(
  train: readonly LabelledText[],
  { counterfactuals: categories, balance }: FairnessOptions,
  seed: number,
): readonly LabelledText[] {
  const balanced = balance === undefined ? train : balanceGroups(train, { category: balance, seed });
  if (categories.length === 0) return balanced;
  const augmented = augmentWithCounterfactuals(balanced, { categories, seed });
  if (augmented.length === balanced.length) {
    throw new Error(
      `--counterfactuals: none of the ${train.length} training texts has a word of ${categories.join(", ")} (the lists are English)`,
    );
  }
  return augmented;
}
