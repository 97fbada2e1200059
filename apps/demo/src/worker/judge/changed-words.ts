import type { WordSpan } from "@engram/classification/inference";

/** Words and what stands between them, nothing left out. */
const PIECES = /[\p{L}\p{M}\p{N}_]+|[^\p{L}\p{M}\p{N}_]+/gu;
const WORD = /^[\p{L}\p{M}\p{N}_]/u;

/** Pieces within which two texts find together again: names of several words are swapped, no clauses. */
const LOOK_AHEAD = 12;

/** Where the words of `changed` stand that `original` does not have in that place. */
export function changedWords(original: string, changed: string): WordSpan[] {
  const before = original.match(PIECES) ?? [];
  const after = changed.match(PIECES) ?? [];
  const spans: WordSpan[] = [];
  let [left, right, place] = [0, 0, 0];
  while (right < after.length) {
    const [gone, come] = stepsToAgreement(before, after, left, right);
    for (const piece of after.slice(right, right + come)) {
      if (WORD.test(piece)) spans.push({ start: place, end: place + piece.length });
      place += piece.length;
    }
    left += gone;
    right += come;
    if (right < after.length && before[left] === after[right]) {
      place += after[right].length;
      left++;
      right++;
    }
  }
  return spans;
}

/** How many pieces of each are skipped, as few as possible, until both go on with the same. */
function stepsToAgreement(
  before: readonly string[],
  after: readonly string[],
  left: number,
  right: number,
): [gone: number, come: number] {
  for (let sum = 0; sum <= LOOK_AHEAD; sum++) {
    // Of equally near places the one where as many pieces went as came.
    for (const gone of nearestToHalf(sum)) {
      const [old, fresh] = [before[left + gone], after[right + sum - gone]];
      if (old !== undefined && old === fresh) return [gone, sum - gone];
    }
  }
  return [1, 1];
}

function nearestToHalf(sum: number): number[] {
  return Array.from({ length: sum + 1 }, (_, gone) => gone).sort(
    (one, other) => Math.abs(one - sum / 2) - Math.abs(other - sum / 2),
  );
}
