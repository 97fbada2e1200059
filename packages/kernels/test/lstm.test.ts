import { fileURLToPath } from "node:url";
import { goldenLstmFiles, readGoldenLstm } from "@engram/test-utils";
import { afterAll, describe, expect, test } from "vitest";
import { createKernels, type Kernels } from "../src/node/index.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";
import { type LstmCall, lstmBackward, lstmForward, lstmGrads } from "./support/lstm-call.ts";

const reference = await createKernels({ build: "reference" });
const { kernels } = await startEveryBuild();
afterAll(() => {
  for (const each of [reference, ...kernels.values()]) each.dispose();
});

const CALLS: [string, LstmCall][] = [
  ["one of everything", { batch: 1, time: 1, inputSize: 1, hiddenSize: 1 }],
  ["odd sizes", { batch: 3, time: 5, inputSize: 17, hiddenSize: 5, hasState: true }],
  ["whole vectors", { batch: 4, time: 3, inputSize: 16, hiddenSize: 32, hasState: true }],
  ["more units than a block", { batch: 17, time: 3, inputSize: 33, hiddenSize: 129 }],
  ["ids", { batch: 5, time: 9, inputSize: 13, hiddenSize: 33, ids: true, hasState: true }],
  ["reversed", { batch: 3, time: 4, inputSize: 5, hiddenSize: 17, reverse: true, hasState: true }],
  ["reversed ids", { batch: 3, time: 4, inputSize: 9, hiddenSize: 17, ids: true, reverse: true }],
  ["masks", { batch: 5, time: 6, inputSize: 7, hiddenSize: 19, hasState: true, hasMasks: true }],
  ["masked ids", { batch: 5, time: 6, inputSize: 7, hiddenSize: 19, ids: true, hasMasks: true }],
  [
    "lengths",
    { batch: 6, time: 7, inputSize: 5, hiddenSize: 17, lengths: [3, 7, 1, 0, 7, 5], hasState: true },
  ],
  [
    "reversed lengths with masks",
    {
      batch: 5,
      time: 6,
      inputSize: 5,
      hiddenSize: 21,
      lengths: [2, 6, 0, 4, 1],
      reverse: true,
      hasState: true,
      hasMasks: true,
    },
  ],
  ["no row to its end", { batch: 3, time: 5, inputSize: 3, hiddenSize: 9, ids: true, lengths: [2, 4, 1] }],
  // Enough work to be divided among threads.
  ["many rows", { batch: 50, time: 12, inputSize: 65, hiddenSize: 40, ids: true, hasState: true }],
  [
    "many rows of vectors, with lengths",
    {
      batch: 29,
      time: 21,
      inputSize: 40,
      hiddenSize: 50,
      lengths: Array.from({ length: 29 }, (_, row) => (row * 5) % 22),
      hasState: true,
      hasMasks: true,
    },
  ],
];

describe.each([...kernels.keys()])("%s", (build) => {
  const compiled = kernels.get(build)!;

  test.each(CALLS)("forward and backward are the reference's: %s", (_, call) => {
    expect(compiled.build).toBe(build);
    const expected = lstmForward(reference, call);
    const actual = lstmForward(compiled, call);
    for (const name of ["output", "finalHidden", "finalCell"])
      expect(actual[name], name).toBeAllClose(expected[name], { relative: 3e-6 });
    for (const name of ["gates", "cells"]) {
      // Behind a row's end nothing is kept.
      const kept = actual[name].map((value, index) =>
        expected[name][index] === UNTOUCHED ? UNTOUCHED : value,
      );
      expect(kept, name).toBeAllClose(expected[name], { relative: 3e-6 });
    }
    const grads = lstmBackward(compiled, call, expected);
    for (const [name, values] of Object.entries(lstmBackward(reference, call, expected)))
      expect(grads[name], name).toBeAllClose(values, { relative: 5e-6 });
  });

  test("without activations kept, the output is the same", () => {
    const [, call] = CALLS[1];
    const { output } = lstmForward(compiled, call, { keep: false });
    expect(output).toEqual(lstmForward(compiled, call).output);
  });

  test("a gradient that does not arrive is zeros, and what is not wanted is not written", () => {
    const [, call] = CALLS[1];
    const forward = lstmForward(reference, call);
    const zeros = Object.fromEntries(
      Object.entries(lstmGrads(call)).map(([name, values]) => [name, new Float32Array(values.length)]),
    );
    const { outputGrad } = lstmGrads(call);
    const all = lstmBackward(compiled, call, forward, { grads: { ...zeros, outputGrad } });
    expect(lstmBackward(compiled, call, forward, { grads: { outputGrad } })).toEqual(all);
    for (const name of Object.keys(all)) {
      const { [name]: _, ...others } = all;
      const without = lstmBackward(compiled, call, forward, { grads: { outputGrad }, without: [name] });
      expect(without, name).toEqual(others);
    }
    const { finalCellGrad } = lstmGrads(call);
    expect(lstmBackward(compiled, call, forward, { grads: { finalCellGrad } })).toEqual(
      lstmBackward(compiled, call, forward, { grads: { ...zeros, finalCellGrad } }),
    );
  });

  test("scratch memory beyond 32 bits is refused, and does not look like less", () => {
    const sizes = { batch: 2 ** 14, time: 2 ** 10, inputSize: 1, hiddenSize: 33 };
    expect(() => compiled.run("lstmBackward", sizes)).toThrow("Heap.allocate: expected");
  });

  test("results are the same bit for bit on 1, 2 and 4 threads", async () => {
    const calls = [CALLS[12][1], CALLS[13][1]];
    const results = await Promise.all(
      [1, 2, 4].map(async (threads) => {
        const each = await createKernels({ build, threads });
        const result = calls.map((call) => {
          const forward = lstmForward(each, call);
          return [forward.output, forward.finalCell, lstmBackward(each, call, forward)];
        });
        each.dispose();
        return result;
      }),
    );
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  const files = goldenLstmFiles(
    fileURLToPath(new URL("../../lstm-core/test/fixtures", import.meta.url)),
  ).filter((file) => readGoldenLstm(file).layers === 1);
  // torch.nn.LSTM in float64 with random asymmetric weights: tools/goldens/lstm.py.
  test.each(files)("output, final states and every gradient are PyTorch's: %s", (file) => {
    checkGolden(compiled, file);
  });
});

const UNTOUCHED = -12345;

/** Each direction by itself: of the input's gradient, which is their sum, with one direction alone. */
function checkGolden(each: Kernels, file: string): void {
  const golden = readGoldenLstm(file);
  const { batch, time, inputSize, hiddenSize, weights } = golden;
  const directions = weights.length;
  const floats = (data: readonly number[]) => Float32Array.from(data);
  const ofState = ({ data }: { data: readonly number[] }, direction: number) =>
    floats(data.slice(direction * batch * hiddenSize, (direction + 1) * batch * hiddenSize));
  const ofDirection = ({ data }: { data: readonly number[] }, direction: number) =>
    floats(data.filter((_, index) => Math.floor(index / hiddenSize) % directions === direction));
  const inputGrad = new Float32Array(batch * time * inputSize);
  const close = { relative: 1e-5 };
  weights.forEach((weight, direction) => {
    const lengths = golden.lengths ?? undefined;
    const call = { batch, time, inputSize, hiddenSize, lengths, reverse: direction === 1 };
    const changed = {
      input: floats(golden.input.data),
      kernel: floats(weight.kernel.data),
      recurrentKernel: floats(weight.recurrentKernel.data),
      bias: floats(weight.bias.data),
      initialHidden: ofState(golden.h0, direction),
      initialCell: ofState(golden.c0, direction),
    };
    const forward = lstmForward(each, call, { changed });
    expect(forward.output).toBeAllClose(ofDirection(golden.output, direction), close);
    expect(forward.finalHidden).toBeAllClose(ofState(golden.hN, direction), close);
    expect(forward.finalCell).toBeAllClose(ofState(golden.cN, direction), close);
    const backward = lstmBackward(each, call, forward, {
      changed,
      grads: {
        outputGrad: ofDirection(golden.outputGrad, direction),
        finalHiddenGrad: ofState(golden.hNGrad, direction),
        finalCellGrad: ofState(golden.cNGrad, direction),
      },
    });
    const expected = golden.grads.weights[direction];
    expect(backward.kernelGrad).toBeAllClose(floats(expected.kernel.data), close);
    expect(backward.recurrentKernelGrad).toBeAllClose(floats(expected.recurrentKernel.data), close);
    expect(backward.biasGrad).toBeAllClose(floats(expected.bias.data), close);
    expect(backward.initialHiddenGrad).toBeAllClose(ofState(golden.grads.h0, direction), close);
    expect(backward.initialCellGrad).toBeAllClose(ofState(golden.grads.c0, direction), close);
    backward.inputGrad.forEach((value, index) => {
      inputGrad[index] += value;
    });
  });
  expect(inputGrad).toBeAllClose(floats(golden.grads.input.data), close);
}
