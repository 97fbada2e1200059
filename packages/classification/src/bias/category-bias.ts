import { type BiasCategory, biasGroups } from "./bias-category.ts";
import type { CategoryBias, PairGap } from "./bias-report.ts";
import { counterfactualSwaps } from "./counterfactual-swaps.ts";
import { findTerms, mostNamed } from "./find-terms.ts";
import { groupPairs } from "./group-pairs.ts";
import { equalOpportunityGap, type GroupedText, groupScores } from "./group-scores.ts";
import { type Predict, type ScoredText, scoreTexts } from "./score-texts.ts";
import { type Comparison, compare, meanInterval, swapGap } from "./swap-gap.ts";
import { templateGaps } from "./template-gaps.ts";

/** A text with what is known of it. */
export interface JudgedText extends ScoredText {
  readonly text: string;
  readonly actual: string | undefined;
}

export interface CategoryOptions {
  readonly category: BiasCategory;
  readonly label: string;
  readonly seed: number;
}

/** A text that names a group. */
type OwnText = JudgedText & GroupedText;

/** A text beside one of its counterfactuals. */
interface ComparedText extends Comparison {
  readonly original: OwnText;
  /** Indices of the groups, ascending. */
  readonly first: number;
  readonly second: number;
}

/** Texts whose counterfactuals are in memory at a time. */
const TEXTS_AT_ONCE = 64;

/** All that `measureBias` reports on one category. */
export async function categoryBias(
  predict: Predict,
  texts: readonly JudgedText[],
  options: CategoryOptions,
): Promise<CategoryBias> {
  const { category, label, seed } = options;
  const groups = biasGroups(category);
  const own = texts.flatMap((text): OwnText[] => {
    const group = mostNamed(findTerms(text.text, category));
    return group === undefined ? [] : [{ ...text, group }];
  });
  const compared = await compareWithSwaps(predict, own, options);
  const pairs = groupPairs(groups).flatMap(([first, second]): PairGap[] => {
    const ofPair = compared.filter((text) => text.first === first && text.second === second);
    if (ofPair.length === 0) return [];
    return [
      {
        groups: [groups[first], groups[second]],
        ...swapGap(ofPair, seed),
        equalOpportunityGap: equalOpportunityGap(own, [first, second], { label, seed }),
      },
    ];
  });
  return {
    category,
    textsWithTerms: own.length,
    overall: overallGap(compared, seed),
    pairs,
    groups: groupScores(own, groups, label),
    templates: await templateGaps(predict, category, { label, seed }),
  };
}

async function compareWithSwaps(
  predict: Predict,
  own: readonly OwnText[],
  { category, label }: CategoryOptions,
): Promise<ComparedText[]> {
  const groups = biasGroups(category);
  const compared: ComparedText[] = [];
  for (let start = 0; start < own.length; start += TEXTS_AT_ONCE) {
    const swaps = own
      .slice(start, start + TEXTS_AT_ONCE)
      .flatMap((original) =>
        counterfactualSwaps(original.text, category).map((swap) => ({ ...swap, original })),
      );
    const scores = await scoreTexts(
      predict,
      swaps.map(({ text }) => text),
      label,
    );
    for (const [index, { from, to, original }] of swaps.entries()) {
      const [source, target] = [groups.indexOf(from), groups.indexOf(to)];
      const comparison =
        source < target ? compare(original, scores[index]) : compare(scores[index], original);
      compared.push({
        ...comparison,
        original,
        first: Math.min(source, target),
        second: Math.max(source, target),
      });
    }
  }
  return compared;
}

/** Over all pairs; the counterfactuals of one text count as one, since they are not independent of each other. */
function overallGap(compared: readonly ComparedText[], seed: number): CategoryBias["overall"] {
  if (compared.length === 0) return null;
  const byText = new Map<OwnText, { gap: number; flips: number; swaps: number }>();
  for (const { original, gap, flips } of compared) {
    const sums = byText.get(original) ?? { gap: 0, flips: 0, swaps: 0 };
    byText.set(original, {
      gap: sums.gap + Math.abs(gap),
      flips: sums.flips + Number(flips),
      swaps: sums.swaps + 1,
    });
  }
  const means = [...byText.values()];
  return {
    texts: means.length,
    meanAbsoluteGap: meanInterval(
      means.map(({ gap, swaps }) => gap / swaps),
      seed,
    ),
    flipShare: meanInterval(
      means.map(({ flips, swaps }) => flips / swaps),
      seed,
    ),
  };
}
