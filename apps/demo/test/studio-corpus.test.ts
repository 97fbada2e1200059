import fc from "fast-check";
import { expect, test } from "vitest";
import { AveragedCurve } from "../src/worker/studio/averaged-curve.ts";
import { prepareCorpus } from "../src/worker/studio/prepare-corpus.ts";
import { readTexts } from "../src/worker/studio/read-texts.ts";
import { defaultOptions, MODEL_SIZES, sizeOf } from "../src/worker/studio/training-options.ts";

const file = (name: string, content: string | Uint8Array<ArrayBuffer>) => ({
  name,
  content: new Blob([content]),
});

test("texts are joined, each from a new line on", async () => {
  expect(await readTexts([file("a", "one"), file("b", "two\n"), file("c", "三")])).toBe("one\ntwo\n三");
});

test.each([
  ["no text at all", [file("a.txt", " \n"), file("b.txt", "")], "expected text in a.txt, b.txt, got none"],
  ["a binary file", [file("a.txt", "fine"), file("b.png", new Uint8Array([137, 80, 0, 1]))], "b.png"],
  ["Latin-1", [file("old.txt", new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x20]))], "old.txt"],
])("%s is refused, and named", async (_, files, message) => {
  await expect(readTexts(files)).rejects.toThrow(message);
});

test("more text than a page can hold is refused before it is read", async () => {
  const large = { size: 201e6, stream: () => expect.unreachable("it was read") } as unknown as Blob;
  await expect(readTexts([{ name: "large", content: large }])).rejects.toThrow("at most 200 MB");
});

test.each(["char", "word", "bpe"] as const)(
  "%s: both parts together are the text, and only the first is learned from",
  async (tokenizer) => {
    const text = `${"The sea, the sea. 海。 ".repeat(60)}${"Zebra! ".repeat(8)}`;
    const options = { ...defaultOptions(text.length), tokenizer, vocabulary: 300 };
    const { tokenizer: learned, train, validation } = await prepareCorpus(text, options);
    expect(learned.decode(train).length / text.length).toBeCloseTo(0.9, 1);
    expect(learned.tokenToId(tokenizer === "char" ? "Z" : "Zebra")).toBeUndefined();
    expect(validation.length).toBeGreaterThan(1);
  },
);

test("a border never falls into a character of two units", async () => {
  const text = "😀".repeat(101);
  const { tokenizer, train, validation } = await prepareCorpus(text, {
    ...defaultOptions(0),
    validation: 0.35,
  });
  expect(tokenizer.vocabularySize).toBeLessThan(5);
  expect(tokenizer.decode(train) + tokenizer.decode(validation)).toBe(text);
});

test("a size's options are found again, also after the text's size changed them", () => {
  for (const size of MODEL_SIZES) {
    expect(sizeOf(defaultOptions(1_000, size))).toBe(size);
    expect(sizeOf({ ...defaultOptions(9e6, size), learningRate: 1 })).toBe(size);
  }
  expect(sizeOf({ ...defaultOptions(1_000), hiddenSize: 77 })).toBeUndefined();
});

test("a curve of any length has at most 600 points, in order, whose mean is that of the values", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 0, max: 500 }), (count, pause) => {
      let curve = new AveragedCurve();
      for (let step = 1; step <= count; step++) {
        curve.push(step, step % 7);
        if (step === pause) curve = new AveragedCurve(curve.points());
      }
      const { steps, values } = curve.points();
      expect(steps.length).toBe(values.length);
      expect(steps.length).toBeLessThanOrEqual(601);
      expect(steps.length).toBeGreaterThan(count > 600 ? 290 : 0);
      expect([...steps].sort((a, b) => a - b)).toEqual(steps);
      expect(steps.at(-1)).toBeLessThanOrEqual(count);
      if (count > 2000) {
        expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(3, 0);
      }
    }),
    { numRuns: 30 },
  );
});
