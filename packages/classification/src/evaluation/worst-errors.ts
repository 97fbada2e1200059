import type { WorstError } from "./evaluation-report.ts";

const EXCERPT_LENGTH = 280;

/**
 * The mistakes of which the classifier was surest.
 *
 * @param probabilities [N,C], `truth` [N], `predicted` [N]: as `probabilityScores` takes them.
 * @param most how many, at most.
 */
export function worstErrors(
  labels: readonly string[],
  probabilities: Float32Array,
  truth: Int32Array,
  predicted: Int32Array,
  { texts, most }: { readonly texts: readonly string[] | undefined; readonly most: number },
): WorstError[] {
  const probability = (index: number) => probabilities[index * labels.length + predicted[index]];
  return [...truth.keys()]
    .filter((index) => truth[index] !== predicted[index])
    .sort((one, other) => probability(other) - probability(one))
    .slice(0, most)
    .map((index) => ({
      index,
      actual: labels[truth[index]],
      predicted: labels[predicted[index]],
      probability: probability(index),
      ...(texts && { excerpt: excerptOf(texts[index]) }),
    }));
}

/** The beginning of a text on one line, cut between characters. */
export function excerptOf(text: string): string {
  const trimmed = text.trim();
  // The rest of a huge text is not looked at.
  const beginning = trimmed.slice(0, 4 * EXCERPT_LENGTH);
  const line = beginning.replace(/\s+/g, " ");
  const characters = Array.from(line);
  if (characters.length <= EXCERPT_LENGTH && beginning.length === trimmed.length) return line;
  return `${characters.slice(0, EXCERPT_LENGTH).join("")}…`;
}
