import { readFileSync } from "node:fs";
import fc from "fast-check";
import "@engram/test-utils";
import { describe, expect, test } from "vitest";
import {
  constant,
  cosine,
  plateau,
  type Schedule,
  slantedTriangular,
  stepDecay,
  warmUp,
} from "../src/index.ts";

const { schedules: pytorch } = JSON.parse(
  readFileSync(new URL("./fixtures/optimizers.json", import.meta.url), "utf8"),
) as { schedules: Record<"losses" | "plateau" | "cosine" | "stepDecay", number[]> };

const overSteps = (schedule: Schedule, steps: number) =>
  Array.from({ length: steps }, (_, step) => schedule({ step, progress: 0, evaluations: [] }));

describe("rates are PyTorch's", () => {
  test("cosine is CosineAnnealingLR", () => {
    expect(overSteps(cosine(0.5, { floor: 0.05, steps: 20 }), 21)).toBeAllClose(pytorch.cosine, {
      relative: 1e-9,
    });
  });

  test("stepDecay is StepLR", () => {
    expect(overSteps(stepDecay(0.5, { every: 7, factor: 0.3 }), 21)).toBeAllClose(pytorch.stepDecay, {
      relative: 1e-9,
    });
  });

  test("plateau is ReduceLROnPlateau", () => {
    const schedule = plateau(0.5, { factor: 0.5, patience: 2, threshold: 0.01, floor: 0.02 });
    const rates = [...pytorch.losses, 0].map((_, seen) =>
      schedule({ step: 0, progress: 0, evaluations: pytorch.losses.slice(0, seen) }),
    );
    expect(rates).toBeAllClose(pytorch.plateau, { relative: 1e-9 });
    expect(new Set(rates).size).toBeGreaterThan(4);
  });
});

describe("cosine", () => {
  test("follows the run's progress where it has no length of its own, and stays at the floor", () => {
    const schedule = cosine(1, { floor: 0.1 });
    const at = (progress: number) => schedule({ step: 9, progress, evaluations: [] });
    expect([at(0), at(0.5), at(1)]).toBeAllClose([1, 0.55, 0.1], { relative: 1e-12 });
    expect(cosine(1, { floor: 0.1, steps: 5 })({ step: 50, progress: 0, evaluations: [] })).toBeCloseTo(
      0.1,
      12,
    );
  });

  test("never rises", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (one, other) => {
          const at = (progress: number) =>
            cosine(3e-3, { floor: 1e-4 })({ step: 0, progress, evaluations: [] });
          expect(at(Math.max(one, other))).toBeLessThanOrEqual(at(Math.min(one, other)) + 1e-15);
        },
      ),
    );
  });
});

describe("slantedTriangular", () => {
  /** As the paper writes it: Howard and Ruder 2018, equation 3. */
  const paper = (update: number, updates: number, { cut: share, ratio }: { cut: number; ratio: number }) => {
    const cut = Math.floor(updates * share);
    const height = update < cut ? update / cut : 1 - (update - cut) / (cut * (1 / share - 1));
    return (0.01 * (1 + height * (ratio - 1))) / ratio;
  };

  test.each([
    { cut: 0.1, ratio: 32 },
    { cut: 0.5, ratio: 4 },
  ])("is the paper's formula with %o", (shape) => {
    const expected = Array.from({ length: 41 }, (_, update) => paper(update, 40, shape));
    expect(overSteps(slantedTriangular(0.01, { ...shape, steps: 40 }), 41)).toBeAllClose(expected, {
      relative: 1e-12,
    });
  });

  test("is highest after a tenth of the run by default, 32 times as high as at both ends, and stays low", () => {
    const schedule = slantedTriangular(0.32);
    const at = (progress: number) => schedule({ step: 7, progress, evaluations: [] });
    expect([at(0), at(0.05), at(0.1), at(0.55), at(1)]).toBeAllClose([0.01, 0.165, 0.32, 0.165, 0.01], {
      relative: 1e-12,
    });
    const short = slantedTriangular(0.32, { steps: 10 });
    expect(short({ step: 500, progress: 0, evaluations: [] })).toBeCloseTo(0.01, 12);
  });
});

test("warmUp grows in equal parts to the whole of what it wraps", () => {
  expect(overSteps(warmUp(constant(0.8), { steps: 4 }), 6)).toBeAllClose([0.2, 0.4, 0.6, 0.8, 0.8, 0.8], {
    relative: 1e-12,
  });
});

test("warmUp passes evaluations on", () => {
  const schedule = warmUp(plateau(1, { patience: 0, factor: 0.5 }), { steps: 2 });
  expect(schedule({ step: 5, progress: 0, evaluations: [1, 1] })).toBe(0.5);
});

test("settings that no schedule can have are refused by name", () => {
  expect(() => constant(0)).toThrow("constant: learningRate: expected a number > 0, got 0");
  expect(() => cosine(1, { floor: 2 })).toThrow("cosine: floor: expected a number >= 0 and <= 1, got 2");
  expect(() => slantedTriangular(0)).toThrow("slantedTriangular: learningRate: expected a number > 0, got 0");
  expect(() => slantedTriangular(1, { cut: 1 })).toThrow(
    "slantedTriangular: cut: expected a number > 0 and < 1",
  );
  expect(() => slantedTriangular(1, { ratio: 0.5 })).toThrow(
    "slantedTriangular: ratio: expected a number >= 1, got 0.5",
  );
  expect(() => slantedTriangular(1, { steps: 0 })).toThrow("slantedTriangular: steps: expected an integer");
  expect(() => stepDecay(1, { every: 0 })).toThrow(
    "stepDecay: every: expected an integer of at least 1, got 0",
  );
  expect(() => warmUp(constant(1), { steps: 1.5 })).toThrow(
    "warmUp: steps: expected an integer of at least 1, got 1.5",
  );
  expect(() => plateau(1, { factor: 1 })).toThrow("plateau: factor: expected a number > 0 and < 1, got 1");
});
