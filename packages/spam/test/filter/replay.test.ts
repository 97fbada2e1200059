import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FeedbackClassifier } from "@engram/classification/inference";
import { afterAll, expect, test } from "vitest";
import { readReplay } from "../../src/filter/replay.ts";
import { loadSpamFilter, memoryFeedback } from "../../src/index.ts";

const shipped = (name: string) => readFileSync(join(import.meta.dirname, "../../model", name));
const filter = await loadSpamFilter({ threads: 1, store: memoryFeedback() });
afterAll(() => filter.dispose());

test("float16 is read as what it stands for", () => {
  const bits = [0x0000, 0x8000, 0x3c00, 0xbc00, 0x3555, 0x7bff, 0x0001, 0x03ff, 0x0400, 0xc500];
  const halves = Buffer.from(new Uint16Array(bits).buffer).toString("base64");
  const file = JSON.stringify({ encoder: "e", labels: [0, 1], features: halves });
  const { encoder, labels, features } = readReplay(new TextEncoder().encode(file));
  expect({ encoder, labels }).toEqual({ encoder: "e", labels: [0, 1] });
  // Of numpy.float16.
  expect([...features[0], ...features[1]]).toEqual([
    0,
    -0,
    1,
    -1,
    0.333251953125,
    65504,
    2 ** -24,
    2 ** -14 - 2 ** -24,
    2 ** -14,
    -5,
  ]);
});

test("the shipped replay is of the shipped model: its name, its width, and both classes", () => {
  const { encoder, labels, features } = readReplay(shipped("replay.json"));
  expect(createHash("sha256").update(shipped("classifier.json")).digest("hex")).toMatch(
    new RegExp(`^${encoder}`),
  );
  const corrected = new FeedbackClassifier(filter.classifier, { encoder, replay: { features, labels } });
  const { length } = corrected.featuresOf("a text");
  for (const vector of features) expect(vector.length).toBe(length);
  for (const label of [0, 1])
    expect(labels.filter((own) => own === label).length).toBeGreaterThanOrEqual(150);
});
