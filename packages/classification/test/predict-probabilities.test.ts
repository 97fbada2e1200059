import { chooseBackend } from "@engram/backend/node";
import { SequenceClassifier } from "@engram/lstm-core";
import { Random } from "@engram/random";
import { expectConstantTensors } from "@engram/test-utils";
import { expect, test } from "vitest";
import { predictProbabilities } from "../src/index.ts";

await chooseBackend({ backend: "engram" });
const model = SequenceClassifier.create(
  { vocabularySize: 11, embeddingSize: 5, hiddenSizes: [6], classes: 3, pooling: "concat", truncation: 40 },
  { seed: 3 },
);
const random = new Random(1);
/** More than a batch's rows, and some longer than the rest by far. */
const sequences = Array.from({ length: 150 }, (_, index) =>
  Int32Array.from({ length: 1 + random.integer(index % 25 === 0 ? 300 : 30) }, () => random.integer(11)),
);

test("a text has the same probabilities alone, in any batch and in any order", async () => {
  const together = await predictProbabilities(model, sequences);
  const order = random.shuffle([...sequences.keys()]);
  const shuffled = await predictProbabilities(
    model,
    order.map((index) => sequences[index]),
  );
  for (const [place, index] of order.entries()) {
    const own = together.slice(index * 3, index * 3 + 3);
    const alone = place % 10 === 0 ? await predictProbabilities(model, [sequences[index]]) : own;
    for (let id = 0; id < 3; id++) {
      expect(Math.abs(shuffled[place * 3 + id] - own[id])).toBeLessThanOrEqual(1e-6);
      expect(Math.abs(alone[id] - own[id])).toBeLessThanOrEqual(1e-6);
    }
  }
  // Else equal probabilities would prove nothing.
  expect(new Set(together).size).toBeGreaterThan(400);
});

test("no text gives no probability", async () => {
  expect(await predictProbabilities(model, [])).toEqual(new Float32Array(0));
});

test("an empty list of tokens is refused", async () => {
  await expect(predictProbabilities(model, [new Int32Array(0)])).rejects.toThrow(/lengths in \[1|B\*T/);
});

test("leaves as many tensors as there were", () =>
  expectConstantTensors(() => predictProbabilities(model, sequences.slice(0, 20))));
