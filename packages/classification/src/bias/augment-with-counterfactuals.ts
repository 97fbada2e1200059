import { Random } from "@engram/random";
import type { LabelledText } from "../labelled-text.ts";
import { BIAS_CATEGORIES, type BiasCategory } from "./bias-category.ts";
import { counterfactualSwaps } from "./counterfactual-swaps.ts";

/** Apart from what else is drawn with the same seed. */
const STREAM = 0x6269_6173;

export interface AugmentOptions {
  /** Default: all. */
  readonly categories?: readonly BiasCategory[];
  /** Of which texts are taken and into which group each is put. */
  readonly seed: number;
  /** Which share of the texts with terms gets a counterfactual, in [0, 1]. Default 1. */
  readonly share?: number;
}

/**
 * The examples, and behind them counterfactuals of those that name a group, under the same label: what a classifier learns
 * from both cannot lean on the group.
 *
 * For each category one counterfactual a text, with a group drawn among the others. For training texts only: a test text
 * in another form is no new test.
 *
 * Lu et al. 2018; Zhao et al. 2018.
 *
 * @throws RangeError for a share outside [0, 1] or a category that is none.
 */
export function augmentWithCounterfactuals<Example extends LabelledText>(
  examples: readonly Example[],
  { categories = BIAS_CATEGORIES, seed, share = 1 }: AugmentOptions,
): Example[] {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`augmentWithCounterfactuals: expected a share in [0, 1], got ${share}`);
  }
  const random = new Random(seed, STREAM);
  const added: Example[] = [];
  for (const category of categories) {
    for (const example of examples) {
      const swaps = counterfactualSwaps(example.text, category);
      if (swaps.length === 0 || random.uniform() >= share) continue;
      added.push({ ...example, text: swaps[random.integer(swaps.length)].text });
    }
  }
  return [...examples, ...added];
}
