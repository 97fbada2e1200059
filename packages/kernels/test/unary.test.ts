import { afterAll, expect, test } from "vitest";
import { UNARY } from "../src/reference/unary.ts";
import { UNARY_KINDS, type UnaryKind, unaryKind } from "../src/unary-kind.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";
import { floatPatterns, flush, isDenormal, ulpError } from "./support/ulp-error.ts";

/** The most that a kind may be off, in ulp of the true value; the bounds that c/math.h states. */
const MOST_ULP: Partial<Record<UnaryKind, number>> = {
  sigmoid: 2.5,
  tanh: 2.5,
  exp: 1,
  log: 1,
  elu: 2,
  rsqrt: 1.5,
  hardSigmoid: 1.5,
};
const CORRECTLY_ROUNDED = 0.5;

const { kernels } = await startEveryBuild();
afterAll(() => {
  for (const each of kernels.values()) each.dispose();
});

test.each(UNARY_KINDS)("%s is within its bound over all of float32, in every build", (kind) => {
  const values = floatPatterns(kind in MOST_ULP ? 997 : 19_937);
  const expected = Float64Array.from(values, UNARY[kind]);
  for (const [build, { heap, ...each }] of builds()) {
    const block = heap.allocate(values.byteLength);
    heap.float32(block, values.length).set(values);
    each.run("unary", { kind: unaryKind(kind), input: block, output: block, count: values.length });
    const result = heap.float32(block, values.length);
    const { worst, at } = worstError(result, (index) => {
      // Around -2.5 the rounding of 0.2 x is all that is left of the result.
      if (kind === "hardSigmoid") return Math.abs(result[index] - expected[index]) * 2 ** 24;
      const error = ulpError(result[index], expected[index]);
      if (error === 0 || !isDenormal(values[index])) return error;
      return Math.min(error, ulpError(flush(result[index]), UNARY[kind](0 * values[index])));
    });
    expect(worst, `${build}: ${kind}(${values[at]})`).toBeLessThanOrEqual(
      MOST_ULP[kind] ?? CORRECTLY_ROUNDED,
    );
    heap.release(block);
  }
});

test("tanh keeps the sign of zero", () => {
  for (const [build, { heap, ...each }] of builds()) {
    const block = heap.allocate(8);
    heap.float32(block, 2).set([0, -0]);
    each.run("unary", { kind: unaryKind("tanh"), input: block, output: block, count: 2 });
    expect([...heap.float32(block, 2)], build).toEqual([0, -0]);
    heap.release(block);
  }
});

test.each([0, 1, 3, 5, 15, 17, 33, 129, 40_001])("writes %d numbers and none beyond", (count) => {
  for (const [build, { heap, ...each }] of builds()) {
    const input = heap.allocate(4 * (count + 32));
    const output = heap.allocate(4 * (count + 32));
    heap.float32(input, count + 32).fill(-3);
    heap.float32(output, count + 32).fill(7);
    each.run("unary", { kind: unaryKind("negate"), input, output, count });
    const result = heap.float32(output, count + 32);
    expect(
      result.subarray(0, count).every((value) => value === 3),
      build,
    ).toBe(true);
    expect(
      result.subarray(count).every((value) => value === 7),
      build,
    ).toBe(true);
    heap.release(input);
    heap.release(output);
  }
});

/** Each build with a `run` that proves which one ran. */
function* builds() {
  for (const [build, each] of kernels) {
    expect(each.build).toBe(build);
    yield [build, { heap: each.heap, run: each.run.bind(each) }] as const;
  }
}

function worstError(actual: Float32Array, errorAt: (index: number) => number): { worst: number; at: number } {
  let worst = 0;
  let at = 0;
  for (let index = 0; index < actual.length; index++) {
    const error = errorAt(index);
    if (error > worst) [worst, at] = [error, index];
  }
  return { worst, at };
}
