import { requirePairs } from "../require.ts";
import { editDistance } from "./edit-distance.ts";
import { splitWords } from "./split-words.ts";

function errorRate(
  caller: string,
  references: readonly string[],
  hypotheses: readonly string[],
  parts: (text: string) => string[],
): number {
  requirePairs(caller, "references", references, "hypotheses", hypotheses);
  let edits = 0;
  let length = 0;
  references.forEach((reference, index) => {
    const expected = parts(reference);
    edits += editDistance(expected, parts(hypotheses[index]));
    length += expected.length;
  });
  return edits / Math.max(1, length);
}

/**
 * Word error rate: the edits that turn each reference [N] into its hypothesis, over the words of all
 * references. 0 is perfect; above 1 where the hypotheses are much too long. With no reference word at all
 * it is the number of inserted words, as in jiwer. Words are what stands between white space.
 *
 * @throws RangeError when the lengths differ or are 0.
 */
export function wordErrorRate(references: readonly string[], hypotheses: readonly string[]): number {
  return errorRate("wordErrorRate", references, hypotheses, splitWords);
}

/**
 * Character error rate: as {@link wordErrorRate}, over Unicode code points, white space inside the text
 * included and around it not.
 *
 * @throws RangeError when the lengths differ or are 0.
 */
export function characterErrorRate(references: readonly string[], hypotheses: readonly string[]): number {
  return errorRate("characterErrorRate", references, hypotheses, (text) => [...text.trim()]);
}
