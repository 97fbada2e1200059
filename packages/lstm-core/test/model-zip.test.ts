import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";
import {
  LanguageModel,
  modelFilesFromZip,
  modelFilesToZip,
  modelFromFiles,
  modelToFiles,
} from "../src/index.ts";

let files: Record<string, Uint8Array>;

beforeAll(async () => {
  const model = LanguageModel.create({ vocabularySize: 5, embeddingSize: 3, hiddenSizes: [4] }, { seed: 1 });
  files = await modelToFiles(model, { tokenizerJson: { tokens: "abcde" }, card: "# A card" });
  model.dispose();
});

test("a zip file gives back the files, which make the model", () => {
  const back = modelFilesFromZip(modelFilesToZip(files));
  expect(back).toEqual(files);
  const { model, tokenizerJson, card } = modelFromFiles(back);
  expect(model.config).toMatchObject({ vocabularySize: 5, hiddenSizes: [4] });
  expect(tokenizerJson).toEqual({ tokens: "abcde" });
  expect(card).toBe("# A card");
  model.dispose();
});

test("the same files make the same zip file, whenever that is", async () => {
  const first = modelFilesToZip(files);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  expect(modelFilesToZip(files)).toEqual(first);
});

test("a zip file of the folder is taken too, and what else is in it left out", () => {
  const inFolder = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [`runs/whale/${name}`, bytes]),
  );
  const zip = zipSync({
    ...inFolder,
    "runs/whale/data/train.tokens": strToU8("…"),
    "other.txt": strToU8("?"),
  });
  expect(modelFilesFromZip(zip)).toEqual(files);
});

test.each<[string, () => Uint8Array, RegExp]>([
  ["nothing", () => new Uint8Array(), /my\.zip: expected a whole zip file/],
  ["a text", () => strToU8("I am a text, not a zip file.".repeat(9)), /my\.zip: expected a whole zip file/],
  ["a cut file", () => modelFilesToZip(files).slice(0, 700), /my\.zip: expected a whole zip file/],
  [
    "one without a model",
    () => zipSync({ "a.txt": strToU8("a") }),
    /my\.zip: expected a model's config\.json, got none/,
  ],
  [
    "one with two models",
    () => zipSync({ "a/config.json": files["config.json"], "b/config.json": files["config.json"] }),
    /my\.zip: expected a model's config\.json, got a\/config\.json, b\/config\.json/,
  ],
  ["a config that is none", () => zipSync({ "config.json": strToU8("{}") }), /my\.zip: config\.json/],
  [
    "weights far larger than the config's",
    () => zipSync({ ...files, "model.safetensors": new Uint8Array(40_000_000) }),
    /my\.zip: model\.safetensors: expected \d+ bytes of parameters and a header/,
  ],
  [
    "a config of many megabytes",
    () => zipSync({ ...files, "config.json": new Uint8Array(40_000_000) }),
    /my\.zip: config\.json: expected at most 100000 bytes, got 40000000/,
  ],
])("%s is refused, and the file named", (_, make, message) => {
  expect(() => modelFilesFromZip(make(), { source: "my.zip" })).toThrow(message);
});

test("whichever byte is changed, it gives a model or an error that names the function", () => {
  const zip = modelFilesToZip(files);
  fc.assert(
    fc.property(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const broken = zip.slice();
      broken[place] ^= change;
      try {
        modelFromFiles(modelFilesFromZip(broken)).model.dispose();
      } catch (error) {
        expect((error as Error).message).toMatch(/^(modelFilesFromZip|modelFromFiles): /);
      }
    }),
    { numRuns: 300 },
  );
});
