import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createKernels } from "@engram/kernels/node";
import { Random } from "@engram/random";
import "@engram/test-utils";
import { afterAll, describe, expect, test } from "vitest";
import type { TextClassifier } from "../src/index.ts";
import { classifierFromFiles, FeedbackClassifier, learnHead } from "../src/inference/index.ts";
import { saveTextClassifier } from "../src/node/index.ts";
import { TOY_LABELS, toyClassifier, toyExamples } from "./support/toy-task.ts";

const kernels = await createKernels({ threads: 1 });
afterAll(() => kernels.dispose());

/** A classifier as a package ships it: of an LSTM and a linear classifier, or of the first alone. */
async function shipped(ngramOrder: number) {
  const trained = await toyClassifier({ ngramOrder });
  const folder = mkdtempSync(join(tmpdir(), "feedback-"));
  await saveTextClassifier(folder, trained);
  const files = Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path), new Uint8Array(readFileSync(path))]),
  );
  rmSync(folder, { recursive: true });
  const classifier = classifierFromFiles(files, kernels);
  const untaught = new FeedbackClassifier(classifier, {
    encoder: "toy",
    replay: { features: [], labels: [] },
  });
  const replayed = toyExamples(80, 11);
  const replay = {
    features: replayed.map(({ text }) => untaught.featuresOf(text)),
    labels: replayed.map(({ label }) => TOY_LABELS.indexOf(label)),
  };
  return { classifier, options: { encoder: "toy", replay } };
}

const { classifier, options } = await shipped(0);
const ensemble = await shipped(2);
const held = toyExamples(100, 12);
/** Texts of a new kind, which the classifier knows nothing of. */
const odd = toyExamples(12, 13, { decided: false }).map(({ text }) => `qwertz ${text} qwertz qwertz`);

async function accuracy(of: { predict: TextClassifier["predict"] }) {
  const predictions = await of.predict(held.map(({ text }) => text));
  return predictions.filter(({ label }, index) => label === held[index].label).length / held.length;
}

describe("a classifier that learns from corrections", () => {
  test.each([
    ["an LSTM", { classifier, options }],
    ["an LSTM and a linear classifier", ensemble],
  ])(
    "%s says what it was told, of that text and of others like it, and forgets nothing",
    async (_, { classifier, options }) => {
      const feedback = new FeedbackClassifier(classifier, options);
      expect(await feedback.probabilities(odd)).toBeAllClose(await classifier.probabilities(odd), {
        relative: 1e-5,
      });
      const before = await accuracy(feedback);
      expect(before).toBe(1);
      const [{ label }] = await feedback.predict([odd[0]]);
      const opposite = label === "good" ? "bad" : "good";
      for (const text of odd.slice(0, 8)) feedback.learn(text, opposite);
      const taught = await feedback.predict(odd);
      expect(taught.slice(0, 8).filter((prediction) => prediction.label === opposite).length).toBe(8);
      expect(
        taught.slice(8).filter((prediction) => prediction.label === opposite).length,
      ).toBeGreaterThanOrEqual(3);
      expect(await accuracy(feedback)).toBeGreaterThanOrEqual(before - 0.01);
      // What it was made of is as it was.
      expect((await classifier.predict([odd[0]]))[0].label).toBe(label);
    },
  );

  test.each([
    ["an LSTM", { classifier, options }],
    ["an LSTM and a linear classifier", ensemble],
  ])(
    "%s heeds a single correction, however sure it was, and says of nearly all others what it said",
    async (_, { classifier, options }) => {
      const others = toyExamples(100, 21).map(({ text }) => text);
      const before = (await classifier.predict(others)).map(({ label }) => label);
      for (const { text, label } of toyExamples(8, 22)) {
        const feedback = new FeedbackClassifier(classifier, options);
        expect((await feedback.predict([text]))[0].label).toBe(label);
        const opposite = label === "good" ? "bad" : "good";
        feedback.learn(text, opposite);
        expect((await feedback.predict([text]))[0].label).toBe(opposite);
        const after = await feedback.predict(others);
        expect(after.filter((prediction, row) => prediction.label !== before[row]).length).toBeLessThan(25);
        feedback.learn(text, label);
        expect((await feedback.predict([text]))[0].label).toBe(label);
      }
    },
  );

  test("ends where corrections contradict each other", async () => {
    const feedback = new FeedbackClassifier(classifier, options);
    feedback.learn("splendid", "bad");
    feedback.learn("splendid ", "good");
    feedback.learn("splendid splendid", "bad");
    for (const { probability } of await feedback.predict(["splendid", ...odd])) {
      expect(probability).toBeGreaterThan(0.49);
    }
  });

  test("gives the same in whatever order it learnt, saved and given back; the last word on a text counts", async () => {
    const one = new FeedbackClassifier(classifier, options);
    const other = new FeedbackClassifier(classifier, options);
    for (const text of odd) one.learn(text, "bad");
    other.learn(odd[3], "good");
    for (const text of [...odd].reverse()) other.learn(text, "bad");
    expect([one.size, other.size]).toEqual([odd.length, odd.length]);
    const expected = await one.probabilities(odd);
    expect(await other.probabilities(odd)).toBeAllClose(expected, { relative: 1e-5 });
    const saved = JSON.parse(JSON.stringify(one.feedback()));
    expect(JSON.stringify(saved)).not.toContain("qwertz");
    const again = new FeedbackClassifier(classifier, { ...options, feedback: saved });
    expect(await again.probabilities(odd)).toEqual(expected);
    again.reset();
    expect(await again.probabilities(odd)).toEqual(await classifier.probabilities(odd));
  });

  test.each([
    [{}, "expected feedback as it was saved"],
    [
      { format: "engram-feedback", version: 1, encoder: "other", examples: [] },
      "expected feedback for the model toy, got that for other",
    ],
    [
      {
        format: "engram-feedback",
        version: 1,
        encoder: "toy",
        examples: [{ key: "a", label: "good", features: "AAAA" }],
      },
      "expected a key, a label and 36 numbers in example 0",
    ],
    [{ format: "engram-feedback", version: 1, encoder: "toy", examples: [null] }, "in example 0"],
  ])("refuses %j as feedback", (feedback, message) => {
    expect(() => new FeedbackClassifier(classifier, { ...options, feedback })).toThrow(message);
  });

  test("refuses a label that is none of its own", () => {
    const feedback = new FeedbackClassifier(classifier, options);
    expect(() => feedback.learn("text", "ugly")).toThrow(
      'FeedbackClassifier.learn: expected one of bad, good, got "ugly"',
    );
  });
});

test("a learnt head is where the gradient of its loss is zero", () => {
  const random = new Random(5);
  const vectors = (count: number) =>
    Array.from({ length: count }, () => Float32Array.from({ length: 4 }, () => 2 * random.uniform() - 1));
  const base = {
    kernel: Float32Array.from({ length: 12 }, () => random.uniform()),
    bias: new Float32Array(3),
  };
  const replay = { features: vectors(9), labels: Array.from({ length: 9 }, () => random.integer(3)) };
  const feedback = { features: vectors(3), labels: [0, 1, 2] };
  const decay = 0.05;
  const loss = (head: { kernel: Float64Array | Float32Array; bias: Float64Array | Float32Array }) => {
    const nats = ({ features, labels }: typeof replay) =>
      features.reduce((sum, vector, row) => {
        const logits = [0, 1, 2].map((label) =>
          vector.reduce(
            (own, value, index) => own + value * head.kernel[3 * index + label],
            head.bias[label],
          ),
        );
        return sum + Math.log(logits.reduce((all, logit) => all + Math.exp(logit), 0)) - logits[labels[row]];
      }, 0) / features.length;
    const change = [...head.kernel].reduce(
      (sum, weight, index) => sum + (weight - base.kernel[index]) ** 2,
      0,
    );
    const shift = [...head.bias].reduce((sum, weight, index) => sum + (weight - base.bias[index]) ** 2, 0);
    return nats(replay) + 0.6 * nats(feedback) + decay * (change + shift);
  };
  const head = learnHead({ base, replay, feedback, feedbackWeight: 0.2, decay });
  expect(loss(head)).toBeLessThan(loss(base));
  for (let index = 0; index < 12; index++) {
    const moved = (by: number) => {
      const kernel = Float64Array.from(head.kernel);
      kernel[index] += by;
      return loss({ kernel, bias: head.bias });
    };
    expect(Math.abs((moved(1e-4) - moved(-1e-4)) / 2e-4)).toBeLessThan(2e-3);
  }
});
