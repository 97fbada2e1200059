import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClassifierFile, readClassifierFile, writeClassifierFile } from "../src/classifier-file.ts";
import { DEFAULT_PREPARATION } from "../src/index.ts";

const hash = "0123456789abcdef".repeat(4);
const file: ClassifierFile = {
  config: {
    labels: ["ham", "spam"],
    preparation: DEFAULT_PREPARATION,
    temperature: 1.25,
    decision: { label: "spam", threshold: 0.9 },
  },
  members: ["forward", "backward"],
  sha256: { forward: hash, backward: hash },
};
const written = writeClassifierFile(file);

/** The file with one value replaced, at a path such as "config.labels". */
function withValue(path: string, value: unknown): string {
  const content = JSON.parse(written);
  const names = path.split(".");
  const last = names.pop() as string;
  const owner = names.reduce((object, name) => object[name], content);
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return JSON.stringify(content);
}

describe("classifier.json", () => {
  test("says what was written", () => {
    expect(readClassifierFile(written)).toEqual(file);
    const { decision: _, ...config } = file.config;
    expect(readClassifierFile(writeClassifierFile({ ...file, config })).config).toEqual(config);
  });

  test.each([
    ["format", "other", "expected format"],
    ["version", 2, "expected format"],
    ["members", [], "expected members"],
    ["members", ["forward", "forward"], "expected members"],
    ["members", ["toString"], "expected members"],
    ["members", [["forward"]], "expected members"],
    ["members", ["../forward"], "expected members"],
    ["sha256", {}, "expected sha256 of forward"],
    ["sha256.backward", "12", "expected sha256 of backward"],
    ["config", undefined, "expected 2 to 1000 different labels"],
    ["config.labels", ["one"], "expected 2 to 1000 different labels"],
    ["config.labels", ["one", "one"], "expected 2 to 1000 different labels"],
    ["config.labels", ["one", 2], "expected 2 to 1000 different labels"],
    [
      "config.labels",
      Array.from({ length: 1001 }, (_, index) => `${index}`),
      "expected 2 to 1000 different labels",
    ],
    ["config.temperature", 0, "expected a temperature above 0"],
    ["config.temperature", "1", "expected a temperature above 0"],
    ["config.preparation", null, "expected preparation.maximumTokens"],
    ["config.preparation.maximumTokens", 2 ** 30, "expected preparation.maximumTokens"],
    ["config.preparation.maximumTokens", 1.5, "expected preparation.maximumTokens"],
    ["config.preparation.clean", [], "expected preparation.clean to be an object"],
    [
      "config.preparation.clean.letterCase",
      "upper",
      "expected preparation.clean to have known options, got letterCase",
    ],
    ["config.preparation.clean.normalization", "NFX", "known options, got normalization"],
    [
      "config.preparation.clean.specialCharacters",
      { replaceWith: 5 },
      "known options, got specialCharacters",
    ],
    ["config.preparation.clean.constructor", "keep", "known options, got constructor"],
    ["config.decision", { label: "other", threshold: 0.5 }, "expected a decision"],
    ["config.decision", { label: "spam", threshold: -1 }, "expected a decision"],
    ["config.decision", null, "expected a decision"],
  ])("is refused with another %s: %j", (path, value, message) => {
    expect(() => readClassifierFile(withValue(path, value))).toThrow(message);
  });

  test("a temperature that JSON reads as infinite is refused", () => {
    expect(() => readClassifierFile(written.replace('"temperature": 1.25', '"temperature": 1e999'))).toThrow(
      "expected a temperature above 0, got Infinity",
    );
  });

  test("cut anywhere, or anything else in its place, it gives an error and nothing else", () => {
    for (let length = 0; length < written.length - 1; length += 7) {
      expect(() => readClassifierFile(written.slice(0, length)), `${length} characters`).toThrow(Error);
    }
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => readClassifierFile(text)).toThrow(/expected format/);
      }),
    );
  });
});
