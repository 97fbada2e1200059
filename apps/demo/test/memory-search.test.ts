import { describe, expect, test } from "vitest";
import { rankCells } from "../src/worker/memory/rank-cells.ts";
import { textSignals } from "../src/worker/memory/text-signals.ts";

const numbers = (signal: Float32Array) => [...signal].join("");

describe("text signals", () => {
  test("quotes: straight ones toggle, typographic ones nest, an empty line closes them", () => {
    expect(numbers(textSignals('a"b"c', "").quotes)).toBe("01100");
    expect(numbers(textSignals("「a『b』」c", "").quotes)).toBe("1122100");
    expect(numbers(textSignals('"a\nb\n\nc', "").quotes)).toBe("1111100");
  });

  test("brackets nest", () => {
    expect(numbers(textSignals("a(b[c])d", "").brackets)).toBe("01122100");
  });

  test("lines: their length and their indentation so far", () => {
    const { lineLength, indentation } = textSignals("ab\n  c d\ne", "");
    expect(numbers(lineLength)).toBe("1201234501");
    expect(numbers(indentation)).toBe("0001222200");
  });

  test("sentences and words", () => {
    const { sentenceLength, wordPosition, upperCase } = textSignals("It is. No", "");
    expect(numbers(sentenceLength)).toBe("123450123");
    expect(numbers(wordPosition)).toBe("120120012");
    expect(numbers(upperCase)).toBe("100000010");
    expect(numbers(textSignals("鯨a魚", "").wordPosition)).toBe("010");
  });

  test("a word, and a little after it", () => {
    expect(numbers(textSignals("a whale a whale", "whale").word)).toBe("001111111111111");
    expect(numbers(textSignals("a big whale and so on", "big").word)).toBe("001111111100000000000");
  });
});

describe("ranking", () => {
  const text = 'He said "come here, boy" and went. '.repeat(20);
  const signals = textSignals(text, "");
  const steps = text.length;
  const wave = (step: number) => Math.sin(step * 1.7);

  test("finds the cell that follows a signal, whatever its sign and scale", () => {
    const layer = Float32Array.from({ length: 3 * steps }, (_, index) => {
      const step = Math.floor(index / 3);
      return [wave(step), 0.3 - 0.2 * signals.quotes[step], 0.5][index % 3];
    });
    const quotes = rankCells([new Float32Array(steps), layer], signals).find(
      ({ signal }) => signal === "quotes",
    );
    expect(quotes?.matches[0]).toMatchObject({ layer: 1, cell: 1 });
    expect(quotes?.matches[0].found).toBeCloseTo(-1, 5);
    expect(quotes?.matches[0].confirmed).toBeCloseTo(-1, 5);
  });

  test("tells that a cell followed a signal by chance", () => {
    const half = Math.floor(steps / 2);
    const layer = Float32Array.from({ length: steps }, (_, step) =>
      step < half ? signals.quotes[step] : wave(step),
    );
    const quotes = rankCells([layer], signals).find(({ signal }) => signal === "quotes");
    expect(quotes?.matches[0].found).toBeCloseTo(1, 5);
    expect(Math.abs(quotes?.matches[0].confirmed ?? 1)).toBeLessThan(0.3);
  });

  test("leaves out what never changes", () => {
    const names = rankCells([Float32Array.from({ length: steps }, (_, step) => wave(step))], signals).map(
      ({ signal }) => signal,
    );
    expect(names).toContain("quotes");
    expect(names).not.toContain("brackets");
    expect(names).not.toContain("word");
  });
});
