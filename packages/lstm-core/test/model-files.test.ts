import { chooseBackend } from "@engram/backend";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import {
  encodeSafetensors,
  LanguageModel,
  type Model,
  type ModelFiles,
  modelCard,
  modelFromFiles,
  modelToFiles,
  SequenceClassifier,
} from "../src/index.ts";

await chooseBackend({ backend: "cpu" });

const made: Model[] = [];
const keep = <Kept extends Model>(model: Kept): Kept => {
  made.push(model);
  return model;
};
afterEach(() => {
  for (const model of made.splice(0)) model.dispose();
});

const languageModel = () =>
  keep(
    LanguageModel.create(
      { vocabularySize: 7, embeddingSize: 3, hiddenSizes: [5, 4], dropout: { between: 0.5 } },
      { seed: 1 },
    ),
  );
const classifier = () =>
  keep(
    SequenceClassifier.create(
      { vocabularySize: 7, hiddenSizes: [3], classes: 2, bidirectional: true, pooling: "attention" },
      { seed: 2 },
    ),
  );

const numbers = (model: Model) =>
  Object.fromEntries(
    Object.entries(model.parameters).map(([name, { shape }]) => [
      name,
      [shape, model.parameters[name].dataSync()],
    ]),
  );
const text = (value: unknown) =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
interface ConfigContent {
  version?: unknown;
  type?: unknown;
  extra?: unknown;
  config?: Record<string, unknown>;
  sha256?: Record<string, unknown>;
}
const configOf = (files: ModelFiles): ConfigContent =>
  JSON.parse(new TextDecoder().decode(files["config.json"]));
/** The files with config.json changed. */
const withConfig = (files: ModelFiles, change: (config: ConfigContent) => void): ModelFiles => {
  const config = configOf(files);
  change(config);
  return { ...files, "config.json": text(config) };
};

describe("a model's files", () => {
  test("give back a language model, with its tokenizer and card", async () => {
    const model = languageModel();
    const files = await modelToFiles(model, { tokenizerJson: { version: "1.0" }, card: "# Card\n" });
    expect(Object.keys(files).sort()).toEqual([
      "README.md",
      "config.json",
      "model.safetensors",
      "tokenizer.json",
    ]);
    const bundle = modelFromFiles(files);
    keep(bundle.model);
    expect(bundle.model).toBeInstanceOf(LanguageModel);
    expect(bundle.model.config).toEqual(model.config);
    expect(numbers(bundle.model)).toEqual(numbers(model));
    expect(bundle.tokenizerJson).toEqual({ version: "1.0" });
    expect(bundle.card).toBe("# Card\n");
  });

  test("give back a classifier, without what was not given", async () => {
    const model = classifier();
    const files = await modelToFiles(model);
    expect(Object.keys(files).sort()).toEqual(["config.json", "model.safetensors"]);
    const bundle = modelFromFiles(files);
    keep(bundle.model);
    expect(bundle.model).toBeInstanceOf(SequenceClassifier);
    expect(bundle.model.config).toEqual(model.config);
    expect(numbers(bundle.model)).toEqual(numbers(model));
    expect(Object.keys(bundle)).toEqual(["model"]);
  });

  test("are the same bytes for the same model", async () => {
    expect(await modelToFiles(languageModel())).toEqual(await modelToFiles(languageModel()));
  });
});

describe("files that are not a model's", () => {
  test("of two models, in any mixture, are refused", async () => {
    const [one, other] = [languageModel(), keep(LanguageModel.create(languageModel().config, { seed: 9 }))];
    const files = await modelToFiles(one, { tokenizerJson: [1] });
    const others = await modelToFiles(other, { tokenizerJson: [2] });
    for (const name of ["model.safetensors", "tokenizer.json", "config.json"]) {
      const mixed = { ...files, [name]: others[name] };
      expect(() => modelFromFiles(mixed)).toThrow(
        /^modelFromFiles: (model\.safetensors|tokenizer\.json): expected the SHA-256/,
      );
    }
    expect(() => modelFromFiles({ ...files, "tokenizer.json": text("{") })).toThrow(
      "tokenizer.json: expected the SHA-256",
    );
  });

  test("that miss one are refused by its name", async () => {
    const files = await modelToFiles(languageModel(), { tokenizerJson: {} });
    for (const name of Object.keys(files)) {
      const others = Object.fromEntries(Object.entries(files).filter(([other]) => other !== name));
      expect(() => modelFromFiles(others)).toThrow(`modelFromFiles: ${name}: expected the file, got none`);
    }
  });

  test("with a tokenizer that the config does not name are the model's without it", async () => {
    const files = { ...(await modelToFiles(languageModel())), "tokenizer.json": text("{}") };
    const bundle = modelFromFiles(files);
    keep(bundle.model);
    expect(Object.keys(bundle)).toEqual(["model"]);
  });

  test.each<[string, Uint8Array, string]>([
    ["empty", text(""), "Unexpected end of JSON input"],
    ["not UTF-8", new Uint8Array([0xff]), "not valid"],
    ["a list", text([]), "expected an object, got []"],
    ["null", text("null"), "expected an object, got null"],
    ["deep", text(`{"config":${"[".repeat(100_000)}`), "nesting deeper than 3"],
    ["a field twice", text('{"type":"a","type":"b"}'), 'the name "type" occurs twice'],
    ["a prototype", text('{"__proto__":{}}'), '"__proto__" is not allowed'],
    [
      "another format",
      text({ format: "x", version: 1 }),
      'expected format "engram-model" and version 1, got "x" and 1',
    ],
  ])("with a config that is %s are refused", async (_, config, message) => {
    const files = { ...(await modelToFiles(languageModel())), "config.json": config };
    expect(() => modelFromFiles(files)).toThrow("modelFromFiles: config.json: ");
    expect(() => modelFromFiles(files)).toThrow(message);
  });

  test.each<[string, (config: ConfigContent) => void, string]>([
    [
      "a later version",
      (c) => {
        c.version = 2;
      },
      "version 1, got",
    ],
    [
      "an unknown field",
      (c) => {
        c.extra = 1;
      },
      'expected the file to have only format, version, type, precision, config, sha256, got "extra"',
    ],
    [
      "an unknown type",
      (c) => {
        c.type = "transformer";
      },
      'got "transformer"',
    ],
    [
      "no type",
      (c) => {
        delete c.type;
      },
      "got undefined",
    ],
    [
      "no config",
      (c) => {
        delete c.config;
      },
      "expected config to be an object, got undefined",
    ],
    [
      "no hashes",
      (c) => {
        delete c.sha256;
      },
      "expected sha256 to be an object",
    ],
    [
      "a hash that is none",
      (c) => {
        c.sha256!["model.safetensors"] = "0";
      },
      "expected sha256 of model.safetensors to be 64 hexadecimal digits",
    ],
    [
      "a misspelt option",
      (c) => {
        c.config!.dropuot = {};
      },
      'got "dropuot"',
    ],
    [
      "a negative size",
      (c) => {
        c.config!.vocabularySize = -7;
      },
      "expected vocabularySize to be an integer in [1, 16777216], got -7",
    ],
    [
      "a size that is text",
      (c) => {
        c.config!.vocabularySize = "7";
      },
      "vocabularySize",
    ],
    [
      "a size of 1e300",
      (c) => {
        c.config!.hiddenSizes = [1e300];
      },
      "hiddenSizes[0]",
    ],
    [
      "a fraction as size",
      (c) => {
        c.config!.embeddingSize = 2.5;
      },
      "embeddingSize",
    ],
    [
      "sizes that are an object",
      (c) => {
        c.config!.hiddenSizes = { length: 1e9 };
      },
      "expected hiddenSizes to be an array",
    ],
    [
      "sizes that no memory holds",
      (c) => {
        c.config!.hiddenSizes = new Array(64).fill(2 ** 24);
      },
      "expected at most 1073741824 parameters",
    ],
    [
      "a rate of 1",
      (c) => {
        c.config!.dropout = { between: 1 };
      },
      "dropout.between",
    ],
  ])("with a config that has %s are refused", async (_, change, message) => {
    const files = withConfig(await modelToFiles(languageModel()), change);
    expect(() => modelFromFiles(files)).toThrow("modelFromFiles: config.json: ");
    expect(() => modelFromFiles(files)).toThrow(message);
  });

  test("with a config of 4 GB of parameters are refused before a tensor is made", async () => {
    const files = withConfig(await modelToFiles(languageModel()), (content) => {
      content.config!.hiddenSizes = [8_000, 8_000];
    });
    const before = tf.memory();
    expect(() => modelFromFiles(files)).toThrow(/model\.safetensors: expected \d{10} bytes of parameters/);
    expect(tf.memory().numTensors).toBe(before.numTensors);
  });

  test("with weights of another shape, type or name are refused before a tensor is made", async () => {
    const files = await modelToFiles(languageModel());
    const { sha256 } = await import("@noble/hashes/sha2.js");
    const { bytesToHex } = await import("@noble/hashes/utils.js");
    const { decodeSafetensors } = await import("../src/index.ts");
    const { arrays } = decodeSafetensors(files["model.safetensors"]);
    const refusal = (changed: typeof arrays) => {
      const weights = encodeSafetensors(changed);
      const renamed = withConfig({ ...files, "model.safetensors": weights }, (content) => {
        content.sha256!["model.safetensors"] = bytesToHex(sha256(weights));
      });
      return () => modelFromFiles(renamed);
    };
    const before = tf.memory().numTensors;
    const { "output.bias": bias, ...others } = arrays;
    expect(refusal({ ...others, "output.base": bias })).toThrow(
      "model.safetensors: readModelFiles: expected no parameter output.base",
    );
    expect(refusal({ ...others, "output.bias": { shape: [1, 7], data: bias.data } })).toThrow(
      "expected output.bias float32 [7]",
    );
    expect(refusal({ ...others, "output.bias": { shape: [7], data: new Int32Array(7) } })).toThrow(
      "got Int32Array [7]",
    );
    expect(refusal(others)).toThrow(/expected \d+ bytes of parameters|expected a parameter output\.bias/);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("with random bytes in any file give the same model or name the file", async () => {
    const model = languageModel();
    const files = await modelToFiles(model, { tokenizerJson: { a: 1 } });
    const expected = numbers(model);
    const change = fc
      .constantFrom(...Object.keys(files))
      .chain((name) =>
        fc.record({ name: fc.constant(name), at: fc.nat(files[name].length - 1), value: fc.nat(255) }),
      );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = Object.fromEntries(
          Object.entries(files).map(([name, bytes]) => [name, bytes.slice()]),
        );
        for (const { name, at, value } of changes) changed[name][at] = value;
        try {
          const { model: loaded } = modelFromFiles(changed);
          expect(numbers(loaded)).toEqual(expected);
          loaded.dispose();
        } catch (error) {
          expect((error as Error).message).toMatch(
            /^modelFromFiles: (config|tokenizer)\.json: |^modelFromFiles: model\.safetensors: /,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

test("a model card tells data, command, seed and numbers, and no text of theirs breaks it", () => {
  const card = modelCard({
    title: "Moby\nDick",
    model: languageModel(),
    data: [{ name: "a|b\n.txt", sha256: "ab".repeat(32), bytes: 12 }],
    command: "engram-lm train ```x```",
    seed: 0,
    numbers: { "validation nats": 1.5 },
  });
  expect(card).toContain("# Moby Dick\n");
  expect(card).toContain(`| a\\|b .txt | ${"ab".repeat(32)} | 12 |`);
  expect(card).toContain("````sh\nengram-lm train ```x```\n````");
  expect(card).toContain("| seed | 0 |");
  expect(card).toContain("| validation nats | 1.5 |");
  const count = 7 * 3 + (3 + 5 + 1) * 20 + (5 + 4 + 1) * 16 + 4 * 7 + 7;
  expect(card).toContain(`| parameters | ${count} |`);
});
