import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeByHeap, mergeByScan } from "../src/bpe/merge-piece.ts";
import { MergeTable } from "../src/bpe/merge-table.ts";

/** Merges over three first symbols: each joins two symbols that exist and makes a new one, or one that is there. */
const merges = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { maxLength: 12 }).map((choices) => {
  const found = new Map<string, [number, number, number]>();
  let size = 3;
  for (const [left, right, isNew] of choices) {
    const pair: [number, number] = [left % size, right % size];
    if (!found.has(pair.join())) found.set(pair.join(), [...pair, isNew ? size++ : size - 1]);
  }
  return [...found.values()];
});
const piece = fc.array(fc.nat(2), { maxLength: 40 });

/** The definition: again and again the leftmost pair of the lowest rank. */
function mergeSlowly(
  table: readonly (readonly [number, number, number])[],
  piece: readonly number[],
): number[] {
  const symbols = [...piece];
  for (;;) {
    const ranks = symbols
      .slice(1)
      .map((right, index) => table.findIndex(([a, b]) => a === symbols[index] && b === right));
    const best = ranks.filter((rank) => rank >= 0).sort((a, b) => a - b)[0];
    if (best === undefined) return symbols;
    symbols.splice(ranks.indexOf(best), 2, table[best][2]);
  }
}

test.each([
  ["scan", mergeByScan],
  ["heap", mergeByHeap],
])("by %s: merges the leftmost pair of the lowest rank until there is none", (_, merge) => {
  fc.assert(
    fc.property(merges, piece, (table, symbols) => {
      const merged = Int32Array.from(symbols);
      const count = merge(
        new MergeTable(Int32Array.from(table.flat())),
        merged,
        symbols.length,
        new Int32Array(40),
      );
      expect([...merged.subarray(0, count)]).toEqual(mergeSlowly(table, symbols));
    }),
    { numRuns: 1000 },
  );
});
