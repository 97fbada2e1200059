import { describe, expect, test } from "vitest";
import { BIAS_CATEGORIES, biasGroups, termLists } from "../../src/bias/bias-category.ts";
import { findTerms } from "../../src/bias/find-terms.ts";

describe.each(BIAS_CATEGORIES)("the lists of %s", (category) => {
  const lists = termLists(category);

  test("have the same groups, a word for each in every row, and a source", () => {
    for (const { groups, rows, source } of lists) {
      expect(groups).toEqual(biasGroups(category));
      for (const row of rows) expect(row).toHaveLength(groups.length);
      expect(source).not.toBe("");
    }
  });

  test("name no group by a word of another, and no name stands twice", () => {
    const groupOf = new Map<string, number>();
    for (const { rows, capitalised } of lists) {
      for (const row of rows) {
        for (const [group, word] of row.entries()) {
          const key = word.toLowerCase();
          expect(groupOf.get(key) ?? group, word).toBe(group);
          if (capitalised) expect(groupOf.has(key), word).toBe(false);
          groupOf.set(key, group);
        }
      }
    }
  });

  test("are found in a text, word by word", () => {
    for (const { rows } of lists) {
      for (const word of rows.flat()) {
        expect(findTerms(`(${word})`, category), word).toHaveLength(1);
      }
    }
  });
});

test("an unknown category is named in the error", () => {
  // @ts-expect-error: from a command line, say.
  expect(() => termLists("toString")).toThrow(
    /expected one of gender, origin, nationality, religion, got toString/,
  );
});
