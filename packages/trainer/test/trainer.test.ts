import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  createMemoryCheckpoints,
  type Schedule,
  sgd,
  type TrainerObserver,
  type TrainerOptions,
} from "../src/index.ts";
import { slopeModel } from "./support/simple-models.ts";
import { diary, losses, slopes } from "./support/slope-run.ts";

beforeAll(() => tf.setBackend("cpu"));
afterEach(() => tf.disposeVariables());

describe("evaluation", () => {
  test("comes at the end of each epoch and of the run, best and last are saved after it", async () => {
    const { lines, observer } = diary();
    const trainer = slopes(slopeModel().model, {
      maxSteps: 5,
      evaluate: losses(3, 4, 2),
      observers: [observer],
    });
    const result = await trainer.run();
    expect(lines).toEqual([
      "start 0",
      "step 1",
      "step 2",
      "evaluate 2: 3 best",
      "epoch 1",
      "save best 2",
      "save last 2",
      "step 3",
      "step 4",
      "evaluate 4: 4",
      "epoch 2",
      "save last 4",
      "step 5",
      "evaluate 5: 2 best",
      "save best 5",
      "save last 5",
      "end: steps",
    ]);
    expect(result).toMatchObject({ best: { step: 5, loss: 2 }, evaluation: { loss: 2 }, targets: 5 });
  });

  test("comes every so many steps when asked for", async () => {
    const { lines, observer } = diary();
    const options = { maxSteps: 7, evaluateEverySteps: 3, evaluate: losses(3, 3, 3), observers: [observer] };
    await slopes(slopeModel().model, options).run();
    expect(lines.filter((line) => line.startsWith("evaluate"))).toEqual([
      "evaluate 3: 3 best",
      "evaluate 6: 3",
      "evaluate 7: 3",
    ]);
  });

  test('resume("best") brings back the parameters of the lowest loss', async () => {
    const { model, value } = slopeModel(0);
    const trainer = slopes(model, {
      optimizer: sgd(),
      learningRate: 1,
      maxSteps: 3,
      evaluateEverySteps: 1,
      evaluate: losses(3, 1, 2),
    });
    await trainer.run();
    expect(value.dataSync()[0]).toBe(-4);
    expect(await trainer.resume("best")).toBe(true);
    expect(value.dataSync()[0]).toBe(-3);
    expect(trainer.step).toBe(2);
  });
});

describe("early stopping", () => {
  const stopping: TrainerOptions = { maxSteps: 50, evaluateEverySteps: 1, earlyStopping: { patience: 2 } };

  test("ends the run after as many evaluations without improvement", async () => {
    const trainer = slopes(slopeModel().model, { ...stopping, evaluate: losses(5, 4, 4.5, 3, 3, 3.1, 0) });
    expect(await trainer.run()).toMatchObject({
      reason: "earlyStopping",
      step: 6,
      best: { step: 4, loss: 3 },
    });
  });

  test("wants the minimum gain", async () => {
    const earlyStopping = { patience: 2, minimumGain: 0.5 };
    const trainer = slopes(slopeModel().model, {
      ...stopping,
      earlyStopping,
      evaluate: losses(5, 4.6, 4.4, 4.3, 4.2, 0),
    });
    expect(await trainer.run()).toMatchObject({ reason: "earlyStopping", step: 5 });
  });

  test("remembers over an interruption how long it has waited", async () => {
    const checkpoints = createMemoryCheckpoints();
    const interrupt = new AbortController();
    const { observer } = diary({ onStep: ({ step }) => void (step === 3 && interrupt.abort()) });
    const evaluate = async ({ step }: { step: number }) => ({ loss: [0, 5, 4, 4.5, 4.2, 1][step] });
    const first = slopes(slopeModel().model, { ...stopping, evaluate, checkpoints, observers: [observer] });
    expect(await first.run({ signal: interrupt.signal })).toMatchObject({ reason: "interrupted", step: 3 });
    const second = slopes(slopeModel().model, { ...stopping, evaluate, checkpoints });
    await second.resume();
    expect(await second.run()).toMatchObject({
      reason: "earlyStopping",
      step: 4,
      best: { step: 2, loss: 4 },
    });
  });
});

describe("an interruption", () => {
  test("finishes the step, saves, then evaluates without counting it", async () => {
    const interrupt = new AbortController();
    const { lines, observer } = diary({ onStep: () => interrupt.abort() });
    const trainer = slopes(slopeModel().model, { maxSteps: 9, evaluate: losses(3), observers: [observer] });
    const result = await trainer.run({ signal: interrupt.signal });
    expect(lines).toEqual([
      "start 0",
      "step 1",
      "save last 1",
      "evaluate 1: 3 uncounted",
      "end: interrupted",
    ]);
    expect(result).toMatchObject({ reason: "interrupted", best: undefined, evaluation: { loss: 3 } });
  });

  test("ends without an evaluation where that is not wanted", async () => {
    const interrupt = new AbortController();
    const { lines, observer } = diary({ onStep: () => interrupt.abort() });
    const options = { maxSteps: 9, evaluate: losses(3), evaluateInterrupted: false, observers: [observer] };
    await slopes(slopeModel().model, options).run({ signal: interrupt.signal });
    expect(lines).toEqual(["start 0", "step 1", "save last 1", "end: interrupted"]);
  });

  test("arrives from a timer, because the loop lets others run", async () => {
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 5);
    const trainer = slopes(slopeModel().model, { maxMinutes: 0.5 });
    expect((await trainer.run({ signal: interrupt.signal })).reason).toBe("interrupted");
  });
});

describe("limits", () => {
  test("minutes go on where an interrupted run left them", async () => {
    const checkpoints = createMemoryCheckpoints();
    let milliseconds = 1e6;
    const now = () => milliseconds;
    const tick = {
      onStep() {
        milliseconds += 10_000;
      },
    };
    const sitting = async (maxMinutes: number) => {
      const trainer = slopes(slopeModel().model, { maxMinutes, now, checkpoints, observers: [tick] });
      await trainer.resume();
      const result = await trainer.run();
      milliseconds += 1e9;
      return result;
    };
    expect(await sitting(0.5)).toMatchObject({ reason: "minutes", step: 3, elapsedSeconds: 30 });
    expect(await sitting(1)).toMatchObject({ reason: "minutes", step: 6, elapsedSeconds: 60 });
  });

  test.each<[string, TrainerOptions, number[]]>([
    ["steps", { maxSteps: 4, maxEpochs: 100 }, [0, 0.25, 0.5, 0.75]],
    ["epochs", { maxEpochs: 2 }, [0, 0.25, 0.5, 0.75]],
    ["minutes", { maxMinutes: 1, maxSteps: 100 }, [0, 1 / 3, 2 / 3]],
  ])("a schedule sees the progress towards the nearest: %s", async (reason, limits, expected) => {
    const seen: number[] = [];
    let milliseconds = 0;
    const learningRate: Schedule = ({ progress }) => {
      seen.push(progress);
      return 1e-3;
    };
    const tick = {
      onStep() {
        milliseconds += 20_000 * (limits.maxMinutes ?? 0);
      },
    };
    const result = await slopes(slopeModel().model, {
      ...limits,
      learningRate,
      now: () => milliseconds,
      observers: [tick],
    }).run();
    expect(result.reason).toBe(reason);
    expect(seen).toEqual(expected);
  });

  test("a run that was over ends at once when it is resumed", async () => {
    const checkpoints = createMemoryCheckpoints();
    const options = { maxSteps: 2, checkpoints, evaluate: async () => ({ loss: 1 }) };
    await slopes(slopeModel().model, options).run();
    const { lines, observer } = diary();
    const again = slopes(slopeModel().model, { ...options, observers: [observer] });
    await again.resume();
    await again.run();
    expect(lines).toEqual(["start 2", "save last 2", "end: steps"]);
  });
});

describe("observers", () => {
  test("that fail end the run, and all are told, whatever they do then", async () => {
    const { lines, observer } = diary();
    const failing: TrainerObserver = {
      onStep() {
        throw new Error("no space");
      },
      onError() {
        throw new Error("nor here");
      },
    };
    const run = slopes(slopeModel().model, { maxSteps: 5, observers: [failing, observer] }).run();
    await expect(run).rejects.toThrow("no space");
    expect(lines).toEqual(["start 0", "error: no space"]);
  });

  test("see the mean training loss of each epoch", async () => {
    const epochs: number[] = [];
    const { model } = slopeModel(1);
    const tiny = { optimizer: sgd(), learningRate: 1e-12, maxEpochs: 2 };
    await slopes(
      model,
      { ...tiny, observers: [{ onEpochEnd: ({ loss }) => void epochs.push(loss) }] },
      [1, 2, 6],
    ).run();
    expect(epochs).toEqual([3, 3]);
  });
});

test.each<[string, TrainerOptions]>([
  ["Trainer: expected at least one of maxSteps, maxEpochs and maxMinutes, got none", {}],
  ["Trainer: maxSteps: expected an integer of at least 1, got 0", { maxSteps: 0 }],
  ["Trainer: maxMinutes: expected a number > 0, got NaN", { maxMinutes: Number.NaN }],
  ["Trainer: clipNorm: expected a number > 0, got 0", { maxSteps: 1, clipNorm: 0 }],
  ["Trainer: accumulate: expected an integer of at least 1, got 1.5", { maxSteps: 1, accumulate: 1.5 }],
  [
    "Trainer: expected evaluate with earlyStopping, got none",
    { maxSteps: 1, earlyStopping: { patience: 1 } },
  ],
  ["constant: learningRate: expected a number > 0, got -1", { maxSteps: 1, learningRate: -1 }],
])("refuses options: %s", (message, options) => {
  expect(() => slopes(slopeModel().model, options)).toThrow(message);
});
