import { fillDropoutMask } from "@engram/random";
import { afterAll, describe, expect, test } from "vitest";
import { dropoutMaskWords } from "../src/dropout-mask-words.ts";
import { createKernels, type Kernels } from "../src/node/index.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";
import { digest, runOperation } from "./support/run-operation.ts";

const reference = await createKernels({ build: "reference" });
const { kernels } = await startEveryBuild();
const all = new Map([...kernels, ["reference" as const, reference]]);
afterAll(() => {
  for (const each of all.values()) each.dispose();
});

const NAME = { rate: 0.3, seed: 2 ** 52 + 12345, step: 2 ** 33 + 7, site: 9 };

function mask(each: Kernels, [rows, width, repeats]: readonly number[], name = NAME): Float32Array {
  return runOperation(each, "dropoutMask", {
    inputs: {},
    outputs: { output: rows * width * repeats },
    values: { rows, width, repeats, ...dropoutMaskWords(name) },
  }).output;
}

/** By @engram/random, row by row. */
function expectedMask([rows, width, repeats]: readonly number[], { rate, ...key } = NAME): Float32Array {
  const once = fillDropoutMask(new Float32Array(rows * width), rate, key);
  return Float32Array.from({ length: rows * repeats * width }, (_, index) => {
    const row = Math.floor(index / (repeats * width));
    return once[row * width + (index % width)];
  });
}

describe.each([...all.keys()])("%s", (build) => {
  const each = all.get(build)!;

  test.each([
    [1, 1, 1],
    [1, 3, 1],
    [1, 17, 1],
    [3, 5, 1],
    [1, 129, 1],
    [1, 2000, 1],
    [1, 3, 4],
    [5, 3, 2],
    [3, 17, 3],
    [7, 33, 5],
    [2, 129, 2],
    [20, 200, 3],
  ])("%d rows of %d, each %d times, bit for bit as fillDropoutMask", (...shape) => {
    expect(each.build).toBe(build);
    expect(mask(each, shape)).toEqual(expectedMask(shape));
  });

  test.each([
    { ...NAME, rate: 0 },
    { ...NAME, rate: 0.5, seed: 0, step: 0, site: 0 },
    { ...NAME, rate: 1 - 2 ** -33 },
    { ...NAME, rate: 1 - 2 ** -34 },
    { ...NAME, seed: Number.MAX_SAFE_INTEGER, step: 2 ** 32 - 1 },
  ])("%o", (name) => {
    expect(mask(each, [1, 100, 1], name)).toEqual(expectedMask([1, 100, 1], name));
  });
});

test("masks are the same on 1, 2 and 4 threads", async () => {
  const build = [...kernels.keys()][0];
  for (const threads of [1, 2, 4]) {
    const each = await createKernels({ build, threads });
    for (const shape of [
      [1, 100_003, 1],
      [200, 333, 2],
    ]) {
      expect(digest({ mask: mask(each, shape) })).toBe(digest({ mask: expectedMask(shape) }));
    }
    each.dispose();
  }
});
