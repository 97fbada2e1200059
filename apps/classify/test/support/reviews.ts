import { Random } from "@engram/random";

const PRAISE = "good great fine lovely superb warm bright charming".split(" ");
const BLAME = "bad awful dull poor dreadful cold grim tedious".split(" ");
const NEUTRAL = "the film plot actor scene music story ending".split(" ");

export interface Review {
  readonly text: string;
  readonly label: "negative" | "positive";
}

/** Reviews of words that praise or blame between others: so plain that a tiny model learns them in a second. */
export function reviews(count: number, { seed }: { readonly seed: number }): Review[] {
  const random = new Random(seed);
  const word = (list: readonly string[]) => list[random.integer(list.length)];
  return Array.from({ length: count }, (_, index) => {
    const label = index % 2 === 0 ? "positive" : "negative";
    const own = label === "positive" ? PRAISE : BLAME;
    const words = Array.from({ length: 12 }, (_, place) => word(place % 3 === 0 ? own : NEUTRAL));
    return { text: words.join(" "), label };
  });
}

export function reviewsCsv(all: readonly Review[]): string {
  return `review,stars\n${all.map(({ text, label }) => `"${text}",${label}\n`).join("")}`;
}
