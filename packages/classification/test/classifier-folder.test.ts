import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectConstantTensors } from "@engram/test-utils";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { poolProbabilities, type TextClassifier } from "../src/index.ts";
import { loadTextClassifier, saveTextClassifier } from "../src/node/index.ts";
import { toyClassifier, toyExamples } from "./support/toy-task.ts";

const trained = await toyClassifier({ directions: ["forward", "backward"], epochs: 1 });
const classifier = trained.withConfig({ temperature: 1.5, decision: { label: "good", threshold: 0.8 } });
const texts = [
  ...toyExamples(20, 5).map(({ text }) => text),
  "",
  "שלום עולם",
  "a".repeat(5000),
  "\u0000\ud800",
];
const place = mkdtempSync(join(tmpdir(), "classifier-"));
const saved = join(place, "saved");
await saveTextClassifier(saved, classifier, { card: "# Toy\n" });

let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(place, `copy-${count++}`);
  cpSync(saved, folder, { recursive: true });
});
afterAll(() => rmSync(place, { recursive: true }));

async function withLoaded<Result>(
  path: string,
  use: (loaded: TextClassifier) => Promise<Result>,
): Promise<Result> {
  const loaded = await loadTextClassifier(path);
  try {
    return await use(loaded);
  } finally {
    loaded.dispose();
  }
}

describe("a classifier's folder", () => {
  test("gives the predictions of what was saved, exactly, with its settings and its card", () =>
    withLoaded(folder, async (loaded) => {
      expect(loaded.config).toEqual(classifier.config);
      expect(loaded.members.map(({ reversed }) => reversed)).toEqual([false, true, false]);
      expect(await loaded.probabilities(texts)).toEqual(await classifier.probabilities(texts));
      expect(await loaded.predict(texts)).toEqual(await classifier.predict(texts));
      expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("# Toy\n");
    }));

  test("with weights of 8 bits is smaller and predicts nearly the same", async () => {
    const small = join(folder, "int8");
    await saveTextClassifier(small, classifier, { precision: "int8" });
    const weights = (path: string) => readFileSync(join(path, "forward", "model.safetensors")).length;
    expect(weights(small)).toBeLessThan(0.5 * weights(folder));
    const exact = await classifier.probabilities(texts);
    const rounded = await withLoaded(small, (loaded) => loaded.probabilities(texts));
    expect(
      Math.max(...rounded.map((probability, index) => Math.abs(probability - exact[index]))),
    ).toBeLessThan(0.05);
  });

  test.each(["cut", "made of something else", "not there"])(
    "whose classifier.json is %s gives an error that names it",
    async (what) => {
      const path = join(folder, "classifier.json");
      if (what === "cut") truncateSync(path, 200);
      else if (what === "not there") rmSync(path);
      else writeFileSync(path, '{"format":"engram-classifier","version":1,"config":{"labels":["a"]}}');
      await expect(loadTextClassifier(folder)).rejects.toThrow(`loadTextClassifier: ${path}: `);
    },
  );

  test("whose member is cut or gone gives an error that names the file", async () => {
    truncateSync(join(folder, "backward", "model.safetensors"), 100);
    await expect(loadTextClassifier(folder)).rejects.toThrow(join(folder, "backward", "model.safetensors"));
    rmSync(join(folder, "backward"), { recursive: true });
    await expect(loadTextClassifier(folder)).rejects.toThrow(join(folder, "backward", "config.json"));
  });

  test("whose members are exchanged is noticed, though each is a sound model", async () => {
    renameSync(join(folder, "forward"), join(folder, "other"));
    renameSync(join(folder, "backward"), join(folder, "forward"));
    renameSync(join(folder, "other"), join(folder, "backward"));
    await expect(loadTextClassifier(folder)).rejects.toThrow(
      `loadTextClassifier: ${join(folder, "forward")}: expected the config.json that classifier.json names, got another one`,
    );
  });

  test("whose labels are more than the model's is noticed", async () => {
    const path = join(folder, "classifier.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"bad",', '"bad", "third",'));
    await expect(loadTextClassifier(folder)).rejects.toThrow(
      `${path}: TextClassifier: expected models of 3 classes`,
    );
  });

  test("leaves no tensor behind, neither loaded and disposed nor refused", async () => {
    await expectConstantTensors(() => withLoaded(folder, (loaded) => loaded.predict(["splendid"])));
    truncateSync(join(folder, "backward", "config.json"), 10);
    await expectConstantTensors(() => loadTextClassifier(folder).catch(() => undefined));
  });
});

describe("a save that is killed leaves the old classifier or the new one:", () => {
  const { labels, preparation } = trained.config;
  const second = new (trained.constructor as typeof TextClassifier)(
    { labels, preparation, temperature: 3 },
    trained.tokenizer,
    trained.members.slice(0, 1),
  );
  const visible = () => readdirSync(folder).sort();

  test("the old one before classifier.json is replaced, whatever else was written", async () => {
    cpSync(join(folder, "backward"), join(folder, `.forward.${"0".repeat(64)}`), { recursive: true });
    cpSync(join(folder, "backward"), join(folder, ".forward.0a-1"), { recursive: true });
    expect(await withLoaded(folder, (loaded) => loaded.probabilities(texts))).toEqual(
      await classifier.probabilities(texts),
    );
    await saveTextClassifier(folder, classifier);
    expect(visible()).toEqual(["README.md", "backward", "classifier.json", "forward", "linear"]);
  });

  test("the new one from then on, though its members have not taken their places", async () => {
    const next = join(folder, "next");
    await saveTextClassifier(next, second);
    const text = readFileSync(join(next, "classifier.json"), "utf8");
    const { sha256 } = JSON.parse(text);
    renameSync(join(next, "forward"), join(folder, `.forward.${sha256.forward}`));
    writeFileSync(join(folder, "classifier.json"), text);
    rmSync(next, { recursive: true });
    rmSync(join(folder, "forward"), { recursive: true });
    const expected = await second.probabilities(texts);
    expect(await withLoaded(folder, (loaded) => loaded.probabilities(texts))).toEqual(expected);
    await saveTextClassifier(folder, second);
    expect(visible()).toEqual(["README.md", "classifier.json", "forward"]);
    expect(await withLoaded(folder, (loaded) => loaded.probabilities(texts))).toEqual(expected);
  });

  test("loads that meet a save get one or the other", async () => {
    const expected = [await classifier.probabilities(texts), await second.probabilities(texts)];
    let saving = true;
    const saves = (async () => {
      for (let index = 0; index < 8; index++)
        await saveTextClassifier(folder, index % 2 ? classifier : second);
      saving = false;
    })();
    while (saving) {
      expect(expected).toContainEqual(await withLoaded(folder, (loaded) => loaded.probabilities(texts)));
    }
    await saves;
  });
});

test("predictions leave as many tensors as there were", () =>
  expectConstantTensors(() => classifier.predict(texts)));

test("the pool of the members is what the classifier says before the temperature", async () => {
  const { labels, preparation, weights } = classifier.config;
  const single = await Promise.all(
    classifier.members.map((member) => {
      const alone = { labels, preparation, temperature: 1 };
      return new (classifier.constructor as typeof TextClassifier)(alone, classifier.tokenizer, [
        member,
      ]).rawProbabilities(texts);
    }),
  );
  expect(await classifier.rawProbabilities(texts)).toEqual(
    poolProbabilities(single, labels.length, weights as number[]),
  );
  expect(await classifier.memberProbabilities(texts)).toEqual(single);
});

test("refuses weights of other models", () => {
  for (const weights of [[1], [0.5, 0.5, 0.5], [1.5, -0.25, -0.25]]) {
    expect(() => classifier.withConfig({ weights })).toThrow(
      `TextClassifier: expected 3 weights of 0 or more with a sum of 1, got [${weights}]`,
    );
  }
});

test("says what is no text", async () => {
  await expect(classifier.predict(["a", 5 as unknown as string])).rejects.toThrow(
    "TextClassifier: expected a string at position 1, got number",
  );
});
