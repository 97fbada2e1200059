import { changedWords } from "./changed-words.ts";
import type { Swap } from "./judgement.ts";
import type { Reading } from "./reading.ts";

/** Log-odds stay finite. */
const SMALLEST = 1e-30;

/** What becomes of the probability of a class when a text becomes each of the others. */
export async function scoreSwaps(
  reading: Reading,
  label: string,
  original: string,
  texts: readonly string[],
): Promise<Swap[]> {
  if (texts.length === 0) return [];
  const { labels } = reading.config;
  const asked = labels.indexOf(label);
  const probabilities = await reading.probabilities([original, ...texts]);
  const rowOf = (row: number) => probabilities.subarray(row * labels.length, (row + 1) * labels.length);
  const before = rowOf(0);
  return texts.map((text, index) => {
    const row = rowOf(index + 1);
    return {
      text,
      changed: changedWords(original, text),
      probability: row[asked],
      probabilityChange: row[asked] - before[asked],
      logOddsChange: logOdds(row, asked) - logOdds(before, asked),
    };
  });
}

/** Of two classes, from the other's probability, not as 1 - p: next to 1 a float32 has no digits left. */
function logOdds(row: Float32Array, asked: number): number {
  const others = row.reduce((sum, value, index) => (index === asked ? sum : sum + value), 0);
  return Math.log(Math.max(row[asked], SMALLEST)) - Math.log(Math.max(others, SMALLEST));
}
