import fc from "fast-check";
import { expect, test } from "vitest";
import { NEEDS_MORE, pieceEnd } from "../src/bpe/piece-end.ts";
import { BYTES_READ_AHEAD } from "../src/bpe/piece-table.ts";

// GPT-2's pattern with \s as Unicode's White_Space.
const PATTERN =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

const character = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ..."aZ' 'srtvemlld09.-_\n\t\r\v\u0085\u00a0\u2003\u3000\ufeff\u200b\u180eé中Ⅷ½😀\u0301",
    ),
  },
  { weight: 3, arbitrary: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 10 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
);
const text = fc.array(character, { maxLength: 40 }).map((characters) => characters.join(""));

/** UTF-8 with room to read ahead, filled with letters, which must not count. */
function encoded(sample: string): { bytes: Uint8Array; view: DataView; length: number } {
  const { length } = new TextEncoder().encode(sample);
  const bytes = new Uint8Array(length + BYTES_READ_AHEAD).fill(0x61);
  new TextEncoder().encodeInto(sample, bytes);
  return { bytes, view: new DataView(bytes.buffer), length };
}

function pieces(sample: string): string[] {
  const { bytes, view, length } = encoded(sample);
  const found: string[] = [];
  for (let start = 0, end = 0; start < length; start = end) {
    end = pieceEnd(view, bytes, start, length, true);
    found.push(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(start, end)));
  }
  return found;
}

test("cuts every text as the regular expression does", () => {
  fc.assert(
    fc.property(text, (sample) => {
      expect(pieces(sample)).toEqual(sample.match(PATTERN) ?? []);
    }),
    { numRuns: 5000 },
  );
});

test("knows the class of every code point", () => {
  for (let page = 0; page < 0x110000; page += 0x400) {
    const all = Array.from({ length: 0x400 }, (_, index) => page + index)
      .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
      .map((codePoint) => String.fromCodePoint(codePoint))
      .join("");
    expect(pieces(all)).toEqual(all.match(PATTERN) ?? []);
  }
});

test("asks for more bytes exactly where they could change the piece", () => {
  fc.assert(
    fc.property(text, text, (head, tail) => {
      const { bytes, view, length: whole } = encoded(head + tail);
      const { length } = new TextEncoder().encode(head);
      for (let start = 0; start < length; ) {
        const end = pieceEnd(view, bytes, start, length, false);
        if (end === NEEDS_MORE) break;
        expect(end).toBe(pieceEnd(view, bytes, start, whole, true));
        start = end;
      }
    }),
    { numRuns: 2000 },
  );
});
