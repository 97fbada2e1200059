import { join } from "node:path";
import { chooseBackend } from "@engram/backend/node";
import { bytesOfFile, classifierFromFiles } from "@engram/classification/inference";
import { loadTextClassifier } from "@engram/classification/node";
import { createKernels } from "@engram/kernels/node";
import { expect, test } from "vitest";
import files from "#pretrained";
import { loadSentiment, sentiment } from "../src/index.ts";

const PRAISE = "A wonderful, moving film with a great cast. I loved every minute of it.";
const COMPLAINT = "Dull, badly acted, and far too long. What a waste of time.";

test("praise is positive and a complaint negative, each surely", async () => {
  expect(await sentiment(PRAISE)).toMatchObject({ label: "positive", probability: expect.closeTo(1, 1) });
  expect(await sentiment(COMPLAINT)).toMatchObject({ label: "negative", probability: expect.closeTo(1, 1) });
});

test.each([
  ["an empty text", ""],
  ["a huge text", "An utterly splendid film. ".repeat(100_000)],
  ["binary", String.fromCharCode(...Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256))],
  ["right-to-left text", "הסרט הזה היה נפלא ומרגש, אהבתי כל רגע. فيلم رائع"],
  ["lone surrogates", "\ud800\udfff\udc00 good"],
])("%s gets probabilities that sum to 1", async (_, text) => {
  const { probability, probabilities } = await sentiment(text);
  expect(probabilities.negative + probabilities.positive).toBeCloseTo(1, 6);
  expect(probability).toBeGreaterThanOrEqual(0.5);
});

test("what is not a string is refused", async () => {
  await expect(sentiment(5 as unknown as string)).rejects.toThrow(TypeError);
});

test("many at once say what each says alone, and the caller ends the classifier", async () => {
  const classifier = await loadSentiment({ threads: 2 });
  try {
    const [praise, complaint] = await classifier.predict([PRAISE, COMPLAINT]);
    expect(praise.probability).toBeCloseTo((await sentiment(PRAISE)).probability, 5);
    expect(complaint.probability).toBeCloseTo((await sentiment(COMPLAINT)).probability, 5);
  } finally {
    classifier.dispose();
  }
});

test("every build that runs here gives the same probabilities to 1e-5", async () => {
  const texts = [PRAISE, COMPLAINT, "It was a film.", "", "Not bad at all, though the end drags."];
  const bytes = Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, bytesOfFile(content)]),
  );
  const all: Float32Array[] = [];
  for (const build of ["wasm-simd", "wasm-relaxed", "auto"] as const) {
    const kernels = await createKernels({ threads: 1, ...(build !== "auto" && { build }) });
    const classifier = classifierFromFiles(bytes, kernels, { onDispose: () => kernels.dispose() });
    all.push(await classifier.probabilities(texts));
    classifier.dispose();
  }
  for (const own of all) {
    own.forEach((probability, index) => {
      expect(Math.abs(probability - all[0][index])).toBeLessThan(1e-5);
    });
  }
});

test("the files are as they were saved, so that each names the hash of the next", async () => {
  await chooseBackend({ backend: "engram" });
  const saved = await loadTextClassifier(join(import.meta.dirname, "../model"));
  expect(saved.config.labels).toEqual(["negative", "positive"]);
  saved.dispose();
});

test("Node reads the files that are embedded for browsers", async () => {
  const { default: embedded } = await import("../generated/pretrained.js");
  expect(Object.keys(embedded)).toEqual(Object.keys(files));
  for (const [path, content] of Object.entries(embedded)) {
    expect(Buffer.compare(bytesOfFile(content), bytesOfFile(files[path])), path).toBe(0);
  }
});
