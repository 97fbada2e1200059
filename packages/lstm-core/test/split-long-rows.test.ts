import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitLongRows } from "../src/documents/split-long-rows.ts";

const letters = (text: string) =>
  Int32Array.from(text, (letter) => (letter === "." ? 0 : letter.charCodeAt(0)));

describe("splitLongRows", () => {
  test("cuts each row after its last tokens, counted from the end", () => {
    const batch = { inputs: letters("abc..defghi...."), batchSize: 3, sequenceLength: 5 };
    const split = splitLongRows({ ...batch, lengths: Int32Array.of(3, 5, 1) }, 2);
    expect(split).toEqual({
      ends: {
        inputs: letters("bcghi."),
        batchSize: 3,
        sequenceLength: 2,
        lengths: Int32Array.of(2, 2, 1),
      },
      beginnings: {
        inputs: letters("a..def"),
        batchSize: 2,
        sequenceLength: 3,
        lengths: Int32Array.of(1, 3),
      },
      beginningOf: Int32Array.of(0, 1, -1),
    });
  });

  test("is nothing where no row is longer than the limit, whatever the padding", () => {
    const batch = { inputs: letters("ab.cd."), batchSize: 2, sequenceLength: 3 };
    expect(splitLongRows({ ...batch, lengths: Int32Array.of(2, 2) }, 2)).toBeUndefined();
    expect(splitLongRows(batch, 3)).toBeUndefined();
    expect(splitLongRows(batch, 2)?.beginnings.lengths).toEqual(Int32Array.of(1, 1));
  });

  test("beginning and end of a row are the row, and no end is longer than the limit", () => {
    const documents = fc.array(fc.array(fc.nat(99), { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 12 }), fc.nat(3), (rows, limit, padding) => {
        const time = Math.max(...rows.map(({ length }) => length)) + padding;
        const inputs = Int32Array.from(
          rows.flatMap((row) => [...row, ...new Array(time - row.length).fill(7)]),
        );
        const lengths = Int32Array.from(rows, ({ length }) => length);
        const split = splitLongRows({ inputs, batchSize: rows.length, sequenceLength: time, lengths }, limit);
        if (split === undefined) {
          expect(Math.max(...lengths)).toBeLessThanOrEqual(limit);
          return;
        }
        const { ends, beginnings, beginningOf } = split;
        const own = ({ inputs: ids, sequenceLength, lengths: some }: typeof ends, row: number) => [
          ...ids.subarray(row * sequenceLength, row * sequenceLength + some[row]),
        ];
        rows.forEach((row, index) => {
          const before = beginningOf[index] < 0 ? [] : own(beginnings, beginningOf[index]);
          expect([...before, ...own(ends, index)]).toEqual(row);
          expect(ends.lengths[index]).toBe(Math.min(limit, row.length));
        });
      }),
    );
  });
});
