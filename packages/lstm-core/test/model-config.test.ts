import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LanguageModel,
  type LanguageModelOptions,
  languageModelConfig,
  type SequenceClassifierOptions,
  sequenceClassifierConfig,
} from "../src/index.ts";
import "./backends.ts";

const options: LanguageModelOptions = { vocabularySize: 5, embeddingSize: 3, hiddenSizes: [4] };
const classifier: SequenceClassifierOptions = { ...options, classes: 2 };

describe("languageModelConfig", () => {
  test("fills in the defaults and takes its own result unchanged, also from JSON", () => {
    const config = languageModelConfig(options);
    expect(config).toEqual({
      ...options,
      tiedOutput: false,
      dropout: { words: 0, input: 0, between: 0, output: 0, recurrent: 0, locked: true },
      regularization: { activation: 0, temporal: 0 },
    });
    expect(languageModelConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  test("completes one that was saved before weight drop and regularization were there", () => {
    const dropout = { words: 0, input: 0.5, between: 0, output: 0, locked: false };
    const saved = { ...options, tiedOutput: false, dropout };
    expect(languageModelConfig(saved)).toEqual({
      ...languageModelConfig(options),
      dropout: { ...dropout, recurrent: 0 },
    });
  });

  test.each([
    [{ vocabularySize: 0 }, "expected vocabularySize to be an integer in [1, 16777216], got 0"],
    [
      { vocabularySize: 1e12 },
      "expected vocabularySize to be an integer in [1, 16777216], got 1000000000000",
    ],
    [{ vocabularySize: "5" }, "expected vocabularySize to be an integer in [1, 16777216], got 5"],
    [{ embeddingSize: 2.5 }, "expected embeddingSize to be an integer"],
    [{ hiddenSizes: [] }, "expected hiddenSizes to be an array of 1 to 64 sizes, got "],
    [{ hiddenSizes: 4 }, "expected hiddenSizes to be an array of 1 to 64 sizes, got 4"],
    [{ hiddenSizes: [4, -1] }, "expected hiddenSizes[1] to be an integer in [1, 16777216], got -1"],
    [{ hiddenSizes: [2 ** 24, 2 ** 24] }, "expected at most 1073741824 parameters, got"],
    [{ tiedOutput: true }, "expected embeddingSize 4, the last hidden size, for a tied output, got 3"],
    [{ tiedOutput: 1 }, "expected tiedOutput to be true or false, got 1"],
    [{ dropout: { input: 1 } }, "expected dropout.input in [0, 1), got 1"],
    [{ dropout: { words: "0.5" } }, "expected dropout.words in [0, 1), got 0.5"],
    [{ dropout: { locked: 0 } }, "expected dropout.locked to be true or false, got 0"],
    [{ dropout: { recurrent: 1 } }, "expected dropout.recurrent in [0, 1), got 1"],
    [{ regularization: { activation: -1 } }, "expected regularization.activation to be 0 or more, got -1"],
    [{ regularization: { temporal: "1" } }, "expected regularization.temporal to be 0 or more, got 1"],
    [
      { regularization: { activation: Number.POSITIVE_INFINITY } },
      "expected regularization.activation to be 0 or more, got Infinity",
    ],
  ])("rejects %j", (wrong, message) => {
    expect(() => languageModelConfig({ ...options, ...wrong } as LanguageModelOptions)).toThrow(
      `languageModelConfig: ${message}`,
    );
  });

  test("one-hot input has no embedding to drop from", () => {
    const oneHot = { vocabularySize: 5, hiddenSizes: [4] };
    expect(languageModelConfig(oneHot)).not.toHaveProperty("embeddingSize");
    expect(() => languageModelConfig({ ...oneHot, dropout: { input: 0.1 } })).toThrow(
      "languageModelConfig: expected dropout.words and dropout.input 0 for one-hot input",
    );
  });

  test("answers any JSON with a config or a RangeError", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          languageModelConfig(value as unknown as LanguageModelOptions);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
    expect(() => languageModelConfig(null as unknown as LanguageModelOptions)).toThrow(
      "languageModelConfig: expected an object of options, got null",
    );
  });
});

describe("sequenceClassifierConfig", () => {
  test("has a truncation only where one is asked for, and takes its own result unchanged", () => {
    expect(sequenceClassifierConfig(classifier)).not.toHaveProperty("truncation");
    const config = sequenceClassifierConfig({ ...classifier, truncation: 3 });
    expect(config.truncation).toBe(3);
    expect(sequenceClassifierConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  test("fills in the defaults", () => {
    expect(sequenceClassifierConfig(classifier)).toMatchObject({
      bidirectional: false,
      pooling: "last",
      classes: 2,
    });
  });

  test.each([
    [{ classes: 1 }, "expected classes to be at least 2, got 1"],
    [{ bidirectional: "yes" }, "expected bidirectional to be true or false, got yes"],
    [{ pooling: "sum" }, "expected pooling to be one of last, mean, max, attention, concat, got sum"],
    [{ truncation: 0 }, "expected truncation to be an integer in [1, 16777216], got 0"],
    [{ truncation: 2.5 }, "expected truncation to be an integer in [1, 16777216], got 2.5"],
    [{ truncation: null }, "expected truncation to be an integer in [1, 16777216], got null"],
    [{ truncation: 3, bidirectional: true }, "expected no truncation with bidirectional, got 3"],
    [{ truncation: 3, pooling: "attention" }, "expected no truncation with attention, got 3"],
  ])("rejects %j", (wrong, message) => {
    expect(() => sequenceClassifierConfig({ ...classifier, ...wrong } as SequenceClassifierOptions)).toThrow(
      `sequenceClassifierConfig: ${message}`,
    );
  });
});

describe("LanguageModel.fromParameters", () => {
  const arrays = () =>
    Object.fromEntries(
      Object.entries(LanguageModel.create(options, { seed: 1 }).parameters).map(([name, { shape }]) => [
        name,
        { shape, data: new Float32Array(shape.reduce((product, length) => product * length, 1)).fill(0.5) },
      ]),
    );

  test("holds the given numbers, and keeps a copy of its own", () => {
    const given = arrays();
    const model = LanguageModel.fromParameters(options, given);
    given["output.bias"].data.fill(9);
    expect([...model.parameters["output.bias"].dataSync()]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  test("rejects what is missing, unknown or of another shape or type", () => {
    const load = (change: (given: Record<string, unknown>) => void) => () => {
      const given: Record<string, unknown> = arrays();
      change(given);
      return LanguageModel.fromParameters(options, given as ReturnType<typeof arrays>);
    };
    const owner = "LanguageModel.fromParameters:";
    expect(load((given) => delete given["output.bias"])).toThrow(
      `${owner} expected a parameter output.bias, got none`,
    );
    expect(
      load((given) => {
        given.extra = given.embedding;
      }),
    ).toThrow(`${owner} expected no parameter extra, got one`);
    expect(
      load((given) => {
        given["output.bias"] = { shape: [6], data: new Float32Array(6) };
      }),
    ).toThrow(`${owner} expected output.bias float32 [5], got Float32Array [6]`);
    expect(
      load((given) => {
        given["output.bias"] = { shape: [5], data: new Int32Array(5) };
      }),
    ).toThrow(`${owner} expected output.bias float32 [5], got Int32Array [5]`);
    expect(
      load((given) => {
        given["output.bias"] = { shape: [5], data: new Float32Array(3) };
      }),
    ).toThrow(`${owner} expected output.bias float32 [5], got Float32Array [5]`);
  });
});
