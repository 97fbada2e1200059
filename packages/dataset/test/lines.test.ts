import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineBlocks, splitLines } from "../src/index.ts";
import { collect } from "./support/collect.ts";

const chunks = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r", "😀"), maxLength: 12 }), {
  maxLength: 8,
});

describe("splitLines", () => {
  test("gives the lines of the whole text, numbered, wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(chunks, async (given) => {
        const expected = given.join("").split("\n");
        if (expected.at(-1) === "") expected.pop();
        const lines = await collect(splitLines(given));
        expect(lines).toEqual(
          expected.map((text, index) => ({ text: text.replace(/\r$/, ""), number: index + 1 })),
        );
      }),
    );
  });

  test("names the line that is too long, without holding more of it than the limit", async () => {
    let given = 0;
    function* endless() {
      yield "short\nlong ";
      for (;;) {
        given++;
        yield "x".repeat(100);
      }
    }
    await expect(collect(splitLines(endless(), { source: "a.txt", maximumLength: 1000 }))).rejects.toThrow(
      "splitLines: expected lines of at most 1000 characters in a.txt, line 2 is longer",
    );
    expect(given).toBe(10);
  });
});

describe("lineBlocks", () => {
  test("joined, the blocks are the text; each but the last ends a line or is at its limit, and none splits a pair", async () => {
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 9 }), async (given, maximumLength) => {
        const blocks = await collect(lineBlocks(given, { maximumLength }));
        expect(blocks.join("")).toBe(given.join(""));
        for (const [index, block] of blocks.entries()) {
          expect(block).not.toBe("");
          expect(block).not.toMatch(/\p{Surrogate}/u);
          if (index < blocks.length - 1 && !block.endsWith("\n")) {
            expect(block.length - maximumLength).toBeGreaterThanOrEqual(0);
            expect(block.length - maximumLength).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });
});
