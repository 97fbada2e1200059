import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createKernels } from "@engram/kernels/node";
import "@engram/test-utils";
import { afterAll, describe, expect, test } from "vitest";
import { once, pretrainedClassifier } from "../src/inference/index.ts";
import { saveTextClassifier } from "../src/node/index.ts";
import { toyClassifier, toyExamples } from "./support/toy-task.ts";

const trained = await toyClassifier({ directions: ["forward", "backward"], epochs: 1 });
const folder = mkdtempSync(join(tmpdir(), "pretrained-"));
await saveTextClassifier(folder, trained);
afterAll(() => rmSync(folder, { recursive: true }));

/** As a package embeds them. */
const embedded = Object.fromEntries(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(folder, path), readFileSync(path).toString("base64")]),
);
const texts = [...toyExamples(12, 5).map(({ text }) => text), "", "a".repeat(3000)];

describe("a classifier that a package embeds", () => {
  test("predicts on the kernels as the trained one does, and ends them when it is disposed", async () => {
    let ended = 0;
    const source = {
      files: async () => embedded,
      async createKernels(options: { readonly threads?: number }) {
        const kernels = await createKernels(options);
        const dispose = kernels.dispose.bind(kernels);
        return Object.assign(kernels, {
          dispose() {
            ended++;
            dispose();
          },
        });
      },
    };
    const classifier = await pretrainedClassifier(source, { threads: 1 });
    expect(await classifier.probabilities(texts)).toBeAllClose(await trained.probabilities(texts), {
      relative: 1e-5,
    });
    classifier.dispose();
    expect(ended).toBe(1);
    const { "classifier.json": _, ...others } = embedded;
    await expect(
      pretrainedClassifier({ ...source, files: async () => others }, { threads: 1 }),
    ).rejects.toThrow("classifierFromFiles: classifier.json: expected the file, got none");
    expect(ended).toBe(2);
  });

  test("is loaded once, and again after it failed", async () => {
    let loads = 0;
    const load = once(async () => {
      if (++loads === 1) throw new Error("no model");
      return loads;
    });
    await expect(load()).rejects.toThrow("no model");
    expect(await Promise.all([load(), load()])).toEqual([2, 2]);
  });
});
