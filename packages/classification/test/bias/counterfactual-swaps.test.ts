import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BiasCategory, biasGroups, termLists } from "../../src/bias/bias-category.ts";
import { counterfactualSwaps } from "../../src/bias/counterfactual-swaps.ts";

const gender = (text: string) => counterfactualSwaps(text, "gender").map((swap) => swap.text);

/** The text with exactly these two groups exchanged. */
function swapped(text: string, category: BiasCategory, pair: readonly string[]): string | undefined {
  return counterfactualSwaps(text, category).find(({ from, to }) => pair.includes(from) && pair.includes(to))
    ?.text;
}

describe("gender", () => {
  test.each([
    ["He said he was tired.", "She said she was tired."],
    ["HE LEFT", "SHE LEFT"],
    ["The man and his sons", "The woman and her daughters"],
    ["That is his.", "That is hers."],
    ["The book is hers, not his", "The book is his, not hers"],
    ["I saw her there and told her.", "I saw him there and told him."],
    ["Her old coat; her 2 cats; her “best” part", "His old coat; his 2 cats; his “best” part"],
    ["They gave her to me", "They gave him to me"],
    ["his or her own words, his/her words", "her or his own words, her/his words"],
    ["He's here and she'll come", "She's here and he'll come"],
    ["an actor, a man and an actress", "an actress, a woman and an actor"],
    ["A waiter married an aunt. AN UNCLE left", "A waitress married an uncle. AN AUNT left"],
    ["An hero is what he wrote", "An heroine is what she wrote"],
    ["Mr. Hill met Mrs. Hill", "Mrs. Hill met Mr. Hill"],
    ["John loves Mary; John's films", "Linda loves James; Linda's films"],
    ["JOHN and linda", "LINDA and linda"],
    ["a policeman's story", "a policewoman's story"],
  ])("%s", (text, expected) => {
    expect(gender(text)).toEqual([expected]);
  });

  test.each(["", "A film about nothing.", "heroism, manner, Heather, she_x, ächer", "carol, paul"])(
    "no counterfactual of %j unless a whole word names somebody",
    (text) => {
      expect(gender(text)).toEqual([]);
    },
  );

  test("from the group that is named more often, on a tie first", () => {
    expect(counterfactualSwaps("she saw him and her sister", "gender")[0]).toMatchObject({
      from: "female",
      to: "male",
    });
    expect(counterfactualSwaps("he saw her", "gender")[0]).toMatchObject({ from: "male", to: "female" });
  });
});

describe("articles, phrases and cases of the other categories", () => {
  test.each<[BiasCategory, [string, string], string, string]>([
    ["nationality", ["American", "French"], "An American film", "A French film"],
    ["nationality", ["French", "Indian"], "a French film, A FRENCH FILM", "an Indian film, AN INDIAN FILM"],
    ["nationality", ["American", "French"], "Americans like French people", "French people like Americans"],
    [
      "nationality",
      ["Chinese", "German"],
      "chinese food on china plates from China",
      "german food on china plates from Germany",
    ],
    [
      "religion",
      ["Jewish", "Muslim"],
      "Jews and a Jewish man, a Muslim",
      "Muslims and a Muslim man, a Jewish",
    ],
    ["origin", ["European American", "African American"], "Emily met Jamal", "Keisha met Geoffrey"],
  ])("%s %j: %s", (category, pair, text, expected) => {
    expect(swapped(text, category, pair)).toBe(expected);
  });

  test("one counterfactual for each other group, and none for two that the text does not name", () => {
    const swaps = counterfactualSwaps("a Muslim and a Hindu", "religion");
    expect(swaps).toHaveLength(3 + 3 + 1);
    expect(swaps.filter(({ from }) => from === "Muslim")).toHaveLength(4);
    expect(new Set(swaps.map(({ text }) => text)).size).toBe(swaps.length);
  });
});

describe("swapping twice gives the text again", () => {
  // But for words with more than one counterpart, which only one of the lists' columns is made of.
  const oneWay = new Set(["her", "hers", "his", "him", "mum", "ms", "mr", "dad", "mom", "jew", "christian"]);
  test.each<BiasCategory>(["gender", "origin", "nationality", "religion"])(
    "in texts about %s",
    (category) => {
      const words = termLists(category)
        .flatMap(({ rows }) => rows.flat())
        .filter((word) => !oneWay.has(word.toLowerCase()));
      const form = fc.constantFrom(
        (word: string) => word,
        (word: string) => word.toUpperCase(),
      );
      const piece = fc.oneof(
        fc.tuple(fc.constantFrom(...words), form).map(([word, write]) => write(word)),
        fc.constantFrom("saw", "the", ",", "…", "ich", "«oui»", "\n", "42", "🎬"),
      );
      const groups = biasGroups(category);
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(), fc.nat(), (pieces, one, other) => {
          const text = pieces.join(" ");
          const pair = [groups[one % groups.length], groups[other % groups.length]];
          if (pair[0] === pair[1]) return;
          const once = swapped(text, category, pair);
          if (once === undefined) return;
          expect(once).not.toBe(text);
          expect(swapped(once, category, pair)).toBe(text);
        }),
      );
    },
  );
});

test("any text, however strange, is swapped quickly and without an error", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      for (const category of ["gender", "nationality"] as const)
        counterfactualSwaps(`${text} he ${text}`, category);
    }),
  );
  const long = "an ".repeat(100_000) + "he ".repeat(100_000);
  const start = performance.now();
  expect(gender(long)[0].endsWith("she she ")).toBe(true);
  expect(performance.now() - start).toBeLessThan(2000);
});
