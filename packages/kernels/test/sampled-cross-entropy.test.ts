import "@engram/test-utils";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../src/node/index.ts";
import { type CandidateSample, sampleLogUniform } from "../src/sample-log-uniform.ts";
import { sampledCrossEntropy } from "../src/sampled-cross-entropy.ts";
import { everyBuild } from "./support/every-build.ts";
import { runOperation, someNumbers } from "./support/run-operation.ts";

const { builds, reference } = await everyBuild();

const N = 13;
const H = 7;
const V = 40;
const SCALE = 0.3;

const INPUTS = {
  hidden: someNumbers(N * H, 1, 2),
  kernel: someNumbers(V * H, 2),
  bias: someNumbers(V, 3),
  targets: Int32Array.from({ length: N }, (_, row) => (row === 4 ? -1 : (row * 11) % V)),
};

/** Some targets are among the candidates. */
const SAMPLE: CandidateSample = {
  ids: Int32Array.of(0, 11, 3, 39, 22, 5),
  expectedCount: (id) => 1 / (1 + 0.1 * id),
};

function run(kernels: Kernels, sample: CandidateSample, inputs = INPUTS) {
  const { heap } = kernels;
  const put = (values: Float32Array) => {
    const offset = heap.allocate(4 * values.length);
    heap.float32(offset, values.length).set(values);
    return offset;
  };
  const targets = heap.allocate(4 * N);
  heap.int32(targets, N).set(inputs.targets);
  kernels.trim();
  const before = heap.bytesInUse;
  const lengths = { losses: N, loss: 1, hiddenGrad: N * H, kernelGrad: V * H, biasGrad: V };
  const outputs = Object.entries(lengths).map(
    ([name, length]) => [name, put(new Float32Array(length).fill(9)), length] as const,
  );
  const offsets = Object.fromEntries(outputs) as Record<keyof typeof lengths, number>;
  const held = heap.bytesInUse;
  const [hidden, kernel, bias] = [put(inputs.hidden), put(inputs.kernel), put(inputs.bias)];
  const given = { hidden, kernel, bias, targets, rows: N, hiddenSize: H, vocabularySize: V, scale: SCALE };
  sampledCrossEntropy(kernels, { ...given, ...offsets }, sample);
  for (const block of [hidden, kernel, bias]) heap.release(block);
  kernels.trim();
  expect(heap.bytesInUse, "temporary blocks are released").toBe(held);
  const results = outputs.map(
    ([name, offset, length]) => [name, heap.float32(offset, length).slice()] as const,
  );
  for (const [, offset] of outputs) heap.release(offset);
  expect(heap.bytesInUse).toBe(before);
  heap.release(targets);
  return Object.fromEntries(results) as Record<keyof typeof lengths, Float32Array>;
}

/** The formula, row by row: a softmax over the target and the candidates that are not it. */
function lossesByFormula(
  { ids, expectedCount }: CandidateSample,
  { hidden, kernel, bias, targets } = INPUTS,
) {
  return Array.from(targets, (target, row) => {
    if (target < 0) return 0;
    const logit = (id: number) => {
      let sum = bias[id] - Math.log(expectedCount(id));
      for (let h = 0; h < H; h++) sum += hidden[row * H + h] * kernel[id * H + h];
      return sum;
    };
    const others = Array.from(ids).filter((id) => id !== target);
    const sum = [target, ...others].reduce((total, id) => total + Math.exp(logit(id)), 0);
    return Math.log(sum) - logit(target);
  });
}

describe.each(builds)("%s", (build, compiled) => {
  test("the losses are those of the formula", () => {
    expect(compiled.build).toBe(build);
    const { losses, loss } = run(compiled, SAMPLE);
    const expected = lossesByFormula(SAMPLE);
    expect(losses).toBeAllClose(expected, { relative: 1e-6 });
    expect(loss[0]).toBeCloseTo(SCALE * expected.reduce((sum, value) => sum + value), 5);
  });

  test("the gradients are those of finite differences of the formula", () => {
    const gradients = run(compiled, SAMPLE);
    const step = 2 ** -9;
    for (const name of ["hidden", "kernel", "bias"] as const) {
      const slopes = INPUTS[name].map((value, index) => {
        const at = (shifted: number) => {
          const inputs = { ...INPUTS, [name]: INPUTS[name].with(index, shifted) };
          return SCALE * lossesByFormula(SAMPLE, inputs).reduce((sum, loss) => sum + loss);
        };
        return (at(value + step) - at(value - step)) / (2 * step);
      });
      expect(gradients[`${name}Grad`], name).toBeAllClose(slopes, { relative: 2e-5 });
    }
  });

  test("with every id as a candidate it is the full softmax", () => {
    const { losses, loss, hiddenGrad, kernelGrad, biasGrad } = run(compiled, {
      ids: Int32Array.from({ length: V }, (_, id) => id),
      expectedCount: () => 1,
    });
    const full = runOperation(reference, "linearCrossEntropy", {
      inputs: INPUTS,
      outputs: { losses: N, loss: 1, hiddenGrad: N * H, kernelGrad: V * H, biasGrad: V },
      values: { rows: N, hiddenSize: H, vocabularySize: V, kernelTransposed: 1, ignoreId: -1, scale: SCALE },
    });
    const sampled = { losses, loss, hiddenGrad, kernelGrad, biasGrad };
    for (const [name, expected] of Object.entries(full)) {
      expect(sampled[name as keyof typeof sampled], name).toBeAllClose(expected, { relative: 2e-6 });
    }
  });
});

describe("sampleLogUniform", () => {
  /** Marsaglia's xorshift generator. */
  const someRandom = () => {
    let state = 2463534242;
    return () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) / 2 ** 32;
    };
  };

  test("gives different ids in range", () => {
    const { ids } = sampleLogUniform(30, 50, someRandom());
    expect(new Set(ids).size).toBe(30);
    expect(ids.every((id) => id >= 0 && id < 50)).toBe(true);
  });

  test("ids come as often as is expected", () => {
    const random = someRandom();
    const [counts, expected] = [new Float64Array(50), new Float64Array(50)];
    for (let round = 0; round < 2000; round++) {
      const { ids, expectedCount } = sampleLogUniform(10, 50, random);
      for (const id of ids) counts[id] += 1 / 2000;
      for (let id = 0; id < 50; id++) expected[id] += expectedCount(id) / 2000;
    }
    expect(counts).toBeAllClose(expected, { relative: 0.03 });
  });

  test("rejects more ids than there are", () => {
    expect(() => sampleLogUniform(6, 5, Math.random)).toThrow(
      "sampleLogUniform: expected a count in [1, 5], got 6",
    );
  });
});
