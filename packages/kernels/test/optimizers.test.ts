import "@engram/test-utils";
import { afterAll, describe, expect, test } from "vitest";
import { adamFactors } from "../src/adam-factors.ts";
import { createKernels, type Kernels, type OperationName } from "../src/node/index.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";
import { digest, type OperationCall, runOperation, someNumbers } from "./support/run-operation.ts";

const SIZES = [1, 3, 5, 15, 16, 17, 33, 129, 1000, 40_003];
const SETTINGS = { learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, update: 3 };

const reference = await createKernels({ build: "reference" });
const { kernels } = await startEveryBuild();
afterAll(() => {
  for (const each of [reference, ...kernels.values()]) each.dispose();
});

interface OptimizerCase {
  readonly name: string;
  run(each: Kernels): Record<string, Float32Array>;
  runInPlace(each: Kernels): Record<string, Float32Array>;
}

function optimizerCase<Name extends OperationName>(
  name: string,
  operation: Name,
  call: OperationCall<Name>,
): OptimizerCase {
  // newFirstMoment takes the place of firstMoment.
  const places = Object.keys(call.outputs).map((output) => [
    output,
    output[3].toLowerCase() + output.slice("newX".length),
  ]);
  const inPlace = { ...call, outputs: Object.fromEntries(places) } as OperationCall<Name>;
  return {
    name,
    run: (each) => runOperation(each, operation, call),
    runInPlace: (each) => runOperation(each, operation, inPlace),
  };
}

/** Each optimiser with each of its options, on `count` numbers. */
function optimizerCases(count: number): OptimizerCase[] {
  const given = { parameter: someNumbers(count, 1), gradient: someNumbers(count, 2, 0.3) };
  const velocity = someNumbers(count, 3, 0.1);
  const meanSquare = someNumbers(count, 4, 0.1).map(Math.abs);
  const sgd = { count, gradientScale: 0.25, learningRate: 0.1, momentum: 0.9 };
  const rms = { ...sgd, learningRate: 0.01, decay: 0.99, decayRest: 0.01, epsilon: 1e-8 };
  return [
    optimizerCase("adamW", "adamUpdate", {
      inputs: { ...given, firstMoment: velocity, secondMoment: meanSquare },
      outputs: { newParameter: count, newFirstMoment: count, newSecondMoment: count },
      values: { count, gradientScale: 0.25, ...adamFactors(SETTINGS) },
    }),
    optimizerCase("sgd", "sgdUpdate", { inputs: given, outputs: { newParameter: count }, values: sgd }),
    ...[0, 1].map((nesterov) =>
      optimizerCase(`sgd with momentum, nesterov ${nesterov}`, "sgdUpdate", {
        inputs: { ...given, velocity },
        outputs: { newParameter: count, newVelocity: count },
        values: { ...sgd, nesterov },
      }),
    ),
    optimizerCase("rmsProp", "rmsPropUpdate", {
      inputs: { ...given, meanSquare },
      outputs: { newParameter: count, newMeanSquare: count },
      values: rms,
    }),
    optimizerCase("rmsProp with momentum", "rmsPropUpdate", {
      inputs: { ...given, meanSquare, velocity },
      outputs: { newParameter: count, newMeanSquare: count, newVelocity: count },
      values: rms,
    }),
  ];
}

describe.each([...kernels.keys()])("%s", (build) => {
  const compiled = kernels.get(build)!;

  test.each(SIZES)("each optimiser is the reference's on %d numbers", (count) => {
    expect(compiled.build).toBe(build);
    for (const { name, run } of optimizerCases(count)) {
      const actual = run(compiled);
      for (const [output, expected] of Object.entries(run(reference))) {
        expect(actual[output], `${name}: ${output}`).toBeAllClose(expected, { relative: 2e-6 });
      }
    }
  });

  test.each(SIZES)("in place, each writes the same %d numbers", (count) => {
    for (const { name, run, runInPlace } of optimizerCases(count)) {
      expect(digest(runInPlace(compiled)), name).toBe(digest(run(compiled)));
    }
  });

  test("a mean of no more gradients comes to 0, not to subnormal numbers", () => {
    const count = 37;
    const still = new Float32Array(count);
    let slots = { firstMoment: still.slice().fill(1e-37), secondMoment: still.slice().fill(2e-38) };
    const values = { count, gradientScale: 1, ...adamFactors({ ...SETTINGS, beta2: 0.9 }) };
    for (let update = 0; update < 40; update++) {
      const inputs = { parameter: still, gradient: still, ...slots };
      const outputs = { newParameter: count, newFirstMoment: count, newSecondMoment: count };
      const now = runOperation(compiled, "adamUpdate", { inputs, outputs, values });
      slots = { firstMoment: now.newFirstMoment, secondMoment: now.newSecondMoment };
    }
    expect(slots).toEqual({ firstMoment: still, secondMoment: still });
  });
});

test("results are the same bit for bit on 1, 2 and 4 threads", async () => {
  const build = [...kernels.keys()][0];
  const cases = optimizerCases(100_001);
  const [first, ...others] = await Promise.all(
    [1, 2, 4].map(async (threads) => {
      const each = await createKernels({ build, threads });
      expect(each.threads).toBe(threads);
      const results = cases.map(({ run }) => digest(run(each)));
      each.dispose();
      return results;
    }),
  );
  expect(others).toEqual([first, first]);
});

describe("adamFactors", () => {
  test("are Kingma and Ba's bias corrections", () => {
    const { stepSize, epsilon, kept, beta1Rest } = adamFactors(SETTINGS);
    const [first, second] = [1 - 0.9 ** 3, 1 - 0.999 ** 3];
    expect(stepSize).toBeCloseTo((0.02 * Math.sqrt(second)) / first, 12);
    expect(epsilon).toBeCloseTo(1e-8 * Math.sqrt(second), 16);
    expect([kept, beta1Rest]).toEqual([1 - 0.02 * 0.1, 1 - 0.9]);
  });

  test("end at the plain step after 2^31 updates", () => {
    expect(adamFactors({ ...SETTINGS, update: 2 ** 31 })).toMatchObject({ stepSize: 0.02, epsilon: 1e-8 });
  });
});
