import type { BiasCategory } from "./bias-category.ts";

/** A number and its 95% interval. */
export interface Estimate {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** How differently texts are treated that differ only in whom they name. */
export interface SwapGap {
  /** How many texts were compared with their counterfactuals. */
  readonly texts: number;
  /**
   * Mean of the label's probability in the text of the first group less that in the text of the second, in [-1, 1].
   * A bootstrap interval.
   */
  readonly meanGap: Estimate;
  /** The same without signs: how far the probability moves, in whichever direction. */
  readonly meanAbsoluteGap: Estimate;
  /** Share of the texts whose decision is another one in their counterfactual. A Wilson interval. */
  readonly flipShare: Estimate;
}

/** A pair of groups. */
export interface PairGap extends SwapGap {
  readonly groups: readonly [string, string];
  /**
   * True-positive rate of the first group's texts less that of the second's, on the texts as they are: the
   * equal-opportunity gap of Hardt, Price and Srebro 2016. Null without labels, or where a group has no text of the label.
   */
  readonly equalOpportunityGap: Estimate | null;
}

/** Two groups in sentences that are the same but for the group. */
export interface TemplateGap extends SwapGap {
  readonly groups: readonly [string, string];
  readonly tone: "neutral" | "loaded";
}

/** The texts that name a group more often than any other of its category. */
export interface GroupScore {
  readonly group: string;
  readonly texts: number;
  /** Mean probability of the label. */
  readonly meanProbability: number | null;
  /** Share of right decisions. Null without labels or texts. */
  readonly accuracy: Estimate | null;
  /** Share of the texts of the label that are taken for it. Null without labels or such texts. */
  readonly truePositiveRate: Estimate | null;
}

export interface CategoryBias {
  readonly category: BiasCategory;
  /** How many of the texts name a group of the category. */
  readonly textsWithTerms: number;
  /**
   * All pairs of groups together, in which signs would mean nothing: first the mean over a text's counterfactuals, then over
   * the texts. Bootstrap intervals over texts; null where no text names a group.
   */
  readonly overall: Omit<SwapGap, "meanGap"> | null;
  /** Those pairs for which there are texts. */
  readonly pairs: readonly PairGap[];
  readonly groups: readonly GroupScore[];
  /** Own sentences, which are there whatever the texts are. */
  readonly templates: readonly TemplateGap[];
}

/** What `measureBias` found: plain JSON. */
export interface BiasReport {
  /** The label whose probability is compared. */
  readonly label: string;
  readonly texts: number;
  /** Share of right decisions over all texts; null without labels. */
  readonly accuracy: Estimate | null;
  readonly categories: readonly CategoryBias[];
  readonly seed: number;
}
