import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll } from "vitest";
import type { LanguageModel, SequenceClassifier } from "../src/index.ts";

/*
 * What tools/goldens/weights.py wrote: models of Keras and PyTorch with random asymmetric weights, and what these
 * libraries compute with them.
 */

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export const fixture = (name: string) =>
  fileURLToPath(new URL(`./fixtures/weights/${name}`, import.meta.url));

const expected = JSON.parse(readFileSync(fixture("expected.json"), "utf8"));
export const expectedNumbers = (name: string): Numbers => expected[name];
export const expectedTypes: Record<string, Numbers> = expected.types;

const folder = mkdtempSync(join(tmpdir(), "engram-weights-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A path in a folder of its own that goes when the tests end. */
export const scratch = (name: string) => join(folder, name);

/** The path of a gzipped fixture, unpacked. */
export function unpacked(name: string): string {
  writeFileSync(scratch(name), gunzipSync(readFileSync(fixture(`${name}.gz`))));
  return scratch(name);
}

const { data: ids, shape } = expected.tokenIds as Numbers;
const [batchSize, sequenceLength] = shape;
const tokenIds = Int32Array.from(ids);

/** Logits [B,T,V] of every step, or their softmax. */
export function predictions(model: LanguageModel, { softmax }: { softmax: boolean }): Float32Array {
  return tf.tidy(() => {
    const input = tf.tensor2d(tokenIds, [batchSize, sequenceLength], "int32");
    const logits = model.logits(model.forward(input, model.zeroState(batchSize)).hidden);
    return (softmax ? tf.softmax(logits) : logits).dataSync() as Float32Array;
  });
}

/** The probabilities [B,V] of the token after each row. */
export function nextTokenPredictions(model: LanguageModel): Float32Array {
  const all = predictions(model, { softmax: true });
  const width = model.config.vocabularySize;
  const rows = Array.from({ length: batchSize }, (_, row) => {
    const end = (row + 1) * sequenceLength * width;
    return [...all.subarray(end - width, end)];
  });
  return Float32Array.from(rows.flat());
}

export function probabilities(model: SequenceClassifier): Float32Array {
  const made = model.probabilities({ inputs: tokenIds, batchSize, sequenceLength });
  const values = made.dataSync() as Float32Array;
  made.dispose();
  return values;
}
