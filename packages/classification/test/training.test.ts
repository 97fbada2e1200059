import { chooseBackend } from "@engram/backend/node";
import { LanguageModel, modelArrays, SequenceClassifier } from "@engram/lstm-core";
import { Random } from "@engram/random";
import { expectConstantTensors } from "@engram/test-utils";
import { createMemoryCheckpoints } from "@engram/trainer";
import { beforeAll, describe, expect, test } from "vitest";
import {
  buildTextClassifier,
  encoderModel,
  type LabelledText,
  type LinearClassifier,
  labelIndices,
  memberName,
  predictProbabilities,
  prepareText,
  pretrainLanguageModel,
  type StageName,
  trainClassifier,
  trainLinearClassifier,
  type Unfreezing,
} from "../src/index.ts";
import { TOY_LABELS, TOY_RECIPE, toyClassifier, toyExamples } from "./support/toy-task.ts";

beforeAll(() => chooseBackend({ backend: "engram" }));

const SIZES = { vocabularySize: 9, embeddingSize: 6, hiddenSizes: [8, 7] };

/** Lists of the ids 0 to 6 with one 7 or 8 among them, which is the class. */
function separable(count: number, seed: number) {
  const random = new Random(seed);
  const labels = Int32Array.from({ length: count }, (_, index) => index % 2);
  const sequences = Array.from(labels, (label) => {
    const ids = Int32Array.from({ length: 3 + random.integer(8) }, () => random.integer(7));
    ids[random.integer(ids.length)] = 7 + label;
    return ids;
  });
  return { sequences, labels };
}

const classifierOf = (seed: number) =>
  SequenceClassifier.create({ ...SIZES, classes: 2, pooling: "concat", truncation: 32 }, { seed });

/** For each stage of a training the names of the parameters that it moved, sorted. */
async function movedByStage(unfreezing: Unfreezing): Promise<string[][]> {
  const model = classifierOf(1);
  const stages: string[][] = [];
  let before = await modelArrays(model);
  const onEnd = async () => {
    const now = await modelArrays(model);
    const isMoved = (name: string) =>
      now[name].data.some((value, index) => value !== before[name].data[index]);
    stages.push(Object.keys(now).filter(isMoved).sort());
    before = now;
  };
  await trainClassifier({
    model,
    train: separable(40, 1),
    epochs: 1,
    unfreezing,
    observers: () => [{ onEnd }],
  });
  model.dispose();
  return stages;
}

describe("trainClassifier", () => {
  test("from scratch gets every text of a separable task right", async () => {
    const model = classifierOf(1);
    const held = separable(100, 2);
    const score = await trainClassifier({
      model,
      train: separable(200, 1),
      validation: held,
      epochs: 10,
      learningRate: 2e-2,
    });
    expect(score?.accuracy).toBe(1);
    expect(score?.loss).toBeLessThan(0.1);
    const probabilities = await predictProbabilities(model, held.sequences);
    expect(held.labels.every((label, text) => probabilities[2 * text + label] > 0.5)).toBe(true);
    model.dispose();
  });

  test("a stage leaves the groups that are frozen in it exactly as they were", async () => {
    const [output, second, first, embedding] = [
      ["output.bias", "output.kernel"],
      ["lstm.1.forward.bias", "lstm.1.forward.kernel", "lstm.1.forward.recurrentKernel"],
      ["lstm.0.forward.bias", "lstm.0.forward.kernel", "lstm.0.forward.recurrentKernel"],
      ["embedding"],
    ];
    const all = [...embedding, ...first, ...second, ...output];
    expect(await movedByStage("layers")).toEqual([
      output,
      [...second, ...output],
      [...first, ...second, ...output],
      all,
    ]);
    expect(await movedByStage("head")).toEqual([output, all]);
    expect(await movedByStage("none")).toEqual([all]);
  });

  test("two runs of a seed give the same weights, and another seed others", async () => {
    const trained = async (seed: number) => {
      const model = classifierOf(1);
      await trainClassifier({ model, train: separable(40, 1), epochs: 1, seed });
      const { data } = (await modelArrays(model))["output.kernel"];
      model.dispose();
      return data;
    };
    const first = await trained(4);
    expect(await trained(4)).toEqual(first);
    expect(await trained(5)).not.toEqual(first);
  });

  test("a class of weight 0 is not learnt", async () => {
    const model = classifierOf(1);
    const held = separable(60, 2);
    await trainClassifier({
      model,
      train: separable(120, 1),
      epochs: 4,
      learningRate: 2e-2,
      classWeights: [0, 1],
    });
    const probabilities = await predictProbabilities(model, held.sequences);
    expect(held.labels.every((_, text) => probabilities[2 * text + 1] > 0.5)).toBe(true);
    model.dispose();
  });

  test("interrupted in any stage and begun anew with its checkpoints, it ends with the weights of a run in one go", async () => {
    const trained = async (interruptedAt?: { stage: number; step: number }) => {
      const stores = new Map<number, ReturnType<typeof createMemoryCheckpoints>>();
      const checkpoints = (stage: number) => {
        const store = stores.get(stage) ?? createMemoryCheckpoints();
        stores.set(stage, store);
        return store;
      };
      const run = async (signal?: AbortSignal, abort?: () => void) => {
        const model = classifierOf(1);
        const observers = (stage: number) => [
          {
            onStep: ({ step }: { step: number }) =>
              void (stage === interruptedAt?.stage && step === interruptedAt.step && abort?.()),
          },
        ];
        await trainClassifier({
          model,
          train: separable(96, 1),
          epochs: 2,
          unfreezing: "layers",
          checkpoints,
          observers,
          ...(signal && { signal }),
        });
        const arrays = await modelArrays(model);
        model.dispose();
        return Object.values(arrays).map(({ data }) => data);
      };
      if (interruptedAt !== undefined) {
        const controller = new AbortController();
        await run(controller.signal, () => controller.abort());
        expect(controller.signal.aborted).toBe(true);
      }
      return run();
    };
    const whole = await trained();
    for (const interruptedAt of [
      { stage: 1, step: 2 },
      { stage: 3, step: 4 },
    ]) {
      expect(await trained(interruptedAt)).toEqual(whole);
    }
  });

  test("resumed where nothing is left to do, it says the same score", async () => {
    const store = createMemoryCheckpoints();
    const options = {
      train: separable(40, 1),
      validation: separable(20, 2),
      epochs: 1,
      checkpoints: () => store,
    };
    const models = [classifierOf(1), classifierOf(2)];
    const [first, again] = [
      await trainClassifier({ model: models[0], ...options }),
      await trainClassifier({ model: models[1], ...options }),
    ];
    expect(first?.loss).toBeGreaterThan(0);
    expect(again).toEqual(first);
    for (const model of models) model.dispose();
  });

  test("leaves as many tensors as there were", () =>
    expectConstantTensors(
      async () => {
        const model = classifierOf(1);
        await trainClassifier({
          model,
          train: separable(20, 1),
          validation: separable(8, 2),
          epochs: 1,
          unfreezing: "layers",
        });
        model.dispose();
      },
      { warmUp: 1, times: 2 },
    ));
});

test("pretraining brings a language model nearer to its documents", async () => {
  const model = encoderModel(SIZES, { dropout: 0, seed: 1 });
  const train = Array.from({ length: 300 }, () => Int32Array.of(8, 1, 2, 3, 4, 5));
  const loss = await pretrainLanguageModel({
    model,
    train,
    validation: train.slice(0, 20),
    epochs: 20,
    batchSize: 8,
    sequenceLength: 12,
    learningRate: 2e-2,
  });
  // The uniform guess is ln 9 = 2.197; after the first tokens nothing here is uncertain.
  expect(loss).toBeLessThan(0.5);
  model.dispose();
});

describe("buildTextClassifier", () => {
  test("from texts to a calibrated classifier that is right on texts it has not seen", async () => {
    const classifier = await toyClassifier();
    const held = toyExamples(100, 3);
    const predictions = await classifier.predict(held.map(({ text }) => text));
    expect(predictions.map(({ label }) => label)).toEqual(held.map(({ label }) => label));
    for (const { label, probability, probabilities } of predictions) {
      expect(probability).toBe(probabilities[label]);
      expect(probabilities.good + probabilities.bad).toBeCloseTo(1, 6);
    }
    expect(classifier.config.temperature).toBeGreaterThan(0);
    classifier.dispose();
  });

  test("pretrains, fine-tunes stage by stage in both directions, and hands out each language model", async () => {
    const stages: StageName[] = [];
    const encoders: string[] = [];
    const { preparation } = TOY_RECIPE;
    await chooseBackend({ backend: "engram" });
    const classifier = await buildTextClassifier({
      train: toyExamples(120, 1),
      validation: toyExamples(40, 2),
      unlabelled: ["a film without a class"],
      labels: TOY_LABELS,
      recipe: {
        ...TOY_RECIPE,
        preparation,
        pretrainEpochs: 1,
        unfreezing: "layers",
        epochs: 1,
        directions: ["forward", "backward"],
        classWeights: "balanced",
      },
      observers: (stage) => {
        stages.push(stage);
        return [];
      },
      onEncoder: async (direction, model, tokenizer) => {
        expect(model).toBeInstanceOf(LanguageModel);
        expect(model.config.vocabularySize).toBe(tokenizer.vocabularySize);
        encoders.push(direction);
      },
    });
    expect(encoders).toEqual(["forward", "backward"]);
    expect(stages).toEqual(
      ["forward", "backward"].flatMap((direction) => [
        `pretrain-${direction}`,
        `train-${direction}-0`,
        `train-${direction}-1`,
        `train-${direction}-2`,
      ]),
    );
    expect(classifier.members.map(memberName)).toEqual(["forward", "backward", "linear"]);
    classifier.dispose();
  });

  test("the linear classifier has learnt from the texts to validate on, too", async () => {
    const [train, validation] = [toyExamples(40, 1), toyExamples(10, 2)];
    const recipe = { ...TOY_RECIPE, epochs: 1 };
    const classifier = await buildTextClassifier({ train, validation, labels: TOY_LABELS, recipe });
    const learntFrom = (examples: readonly LabelledText[]) =>
      trainLinearClassifier({
        train: {
          sequences: examples.map(({ text }) => prepareText(text, classifier.tokenizer, recipe.preparation)),
          labels: labelIndices(
            examples.map(({ label }) => label),
            TOY_LABELS,
          ),
        },
        config: {
          ...classifier.members[1].model.config,
          order: recipe.ngramOrder,
          buckets: recipe.ngramBuckets,
        },
        cost: recipe.ngramCost,
        scale: recipe.ngramScale,
        seed: recipe.seed,
      }).weights;
    const { weights } = classifier.members[1].model as LinearClassifier;
    expect(weights).toEqual(learntFrom([...train, ...validation]));
    expect(weights).not.toEqual(learntFrom(train));
    classifier.dispose();
  });

  test("starts from an encoder that is given, which stays as it is", async () => {
    const trained = await toyClassifier({ epochs: 1 });
    const { tokenizer } = trained;
    trained.dispose();
    const encoder = encoderModel(
      { vocabularySize: tokenizer.vocabularySize, embeddingSize: 12, hiddenSizes: [12] },
      { seed: 9 },
    );
    const before = await modelArrays(encoder);
    const options = {
      train: toyExamples(40, 1),
      validation: toyExamples(10, 2),
      labels: TOY_LABELS,
      recipe: { ...TOY_RECIPE, epochs: 1 },
    };
    const classifier = await buildTextClassifier({
      ...options,
      encoder: { tokenizer, models: { forward: encoder } },
    });
    expect(classifier.tokenizer).toBe(tokenizer);
    expect(await modelArrays(encoder)).toEqual(before);
    classifier.dispose();
    await expect(buildTextClassifier({ ...options, encoder: { tokenizer, models: {} } })).rejects.toThrow(
      "buildTextClassifier: expected a forward encoder, got none",
    );
    encoder.dispose();
  });

  test("says what does not fit before anything is trained", async () => {
    const options = {
      train: toyExamples(4, 1),
      validation: toyExamples(4, 2),
      labels: TOY_LABELS,
      recipe: TOY_RECIPE,
    };
    await expect(buildTextClassifier({ ...options, validation: [] })).rejects.toThrow(
      "buildTextClassifier: expected texts to validate on, got none",
    );
    await expect(buildTextClassifier({ ...options, labels: ["good", "dull"] })).rejects.toThrow(
      'labelIndices: expected one of good, dull, got "bad" at position 1',
    );
  });
});

test("labelIndices are places among the labels", () => {
  expect([...labelIndices(["b", "a", "b"], ["a", "b"])]).toEqual([1, 0, 1]);
});
