import type { Random } from "@engram/random";

/** The sentence with its words in another order; undefined where there is no other. */
export function shuffleWords(sentence: string, random: Random): string | undefined {
  const words = sentence.split(/\s+/u).filter((word) => word !== "");
  if (new Set(words).size < 2) return undefined;
  const original = words.join(" ");
  let shuffled = original;
  while (shuffled === original) shuffled = random.shuffle([...words]).join(" ");
  return shuffled;
}
