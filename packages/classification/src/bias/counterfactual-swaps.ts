import { type BiasCategory, biasGroups } from "./bias-category.ts";
import { type FoundTerm, findTerms, mostNamed } from "./find-terms.ts";
import { fitArticle } from "./fit-article.ts";
import { matchCase } from "./match-case.ts";
import { swapPronoun } from "./swap-pronoun.ts";

/** A text in which two groups have changed places. */
export interface CounterfactualSwap {
  /** Which of the two the text names more often (on a tie: first). */
  readonly from: string;
  /** Which of the two the new text names. */
  readonly to: string;
  readonly text: string;
}

/**
 * The counterfactuals of a text: for each pair of groups of which it names one or both, the text with every word for the
 * one replaced by its counterpart for the other, both ways at once.
 *
 * Whole words; upper and lower case are kept, "a" and "an" fitted, and a name is always replaced by the same name. What
 * "her" and "his" become is a plain rule: see `swapPronoun`. Swapping changes words, not facts: an actor's surname stays.
 *
 * Lu, Mardziel, Wu, Amancharla and Datta 2018, "Gender bias in neural natural language processing"; names as in
 * Hall Maudslay et al. 2019.
 *
 * @returns none for a text without any of the category's words.
 * @throws RangeError for a category that is none of `BIAS_CATEGORIES`.
 */
export function counterfactualSwaps(text: string, category: BiasCategory): CounterfactualSwap[] {
  const groups = biasGroups(category);
  const terms = findTerms(text, category);
  const named = new Set(terms.map(({ group }) => group));
  const swaps: CounterfactualSwap[] = [];
  for (let first = 0; first < groups.length; first++) {
    for (let second = first + 1; second < groups.length; second++) {
      if (!named.has(first) && !named.has(second)) continue;
      const ofPair = terms.filter(({ group }) => group === first || group === second);
      const from = mostNamed(ofPair) as number;
      const to = first + second - from;
      swaps.push({ from: groups[from], to: groups[to], text: exchange(text, ofPair, first + second) });
    }
  }
  return swaps;
}

/** The text with each term as the other group has it; the indices of the two groups add up to `sum`. */
function exchange(text: string, terms: readonly FoundTerm[], sum: number): string {
  let swapped = "";
  let done = 0;
  for (const { start, end, list, row, group } of terms) {
    const word = text.slice(start, end);
    const pronoun = swapPronoun(word.toLowerCase(), text.slice(end, end + LOOK_AHEAD));
    const replacement = matchCase(word, list.rows[row][group], pronoun ?? list.rows[row][sum - group]);
    swapped += fitArticle(text.slice(done, start), word, replacement) + replacement;
    done = end;
  }
  return swapped + text.slice(done);
}

/** Characters behind a pronoun that may say what it is. */
const LOOK_AHEAD = 64;
