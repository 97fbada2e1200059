import { Random } from "@engram/random";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test, vi } from "vitest";
import { type LayerState, type LstmWeights, lstmSequence } from "../src/index.ts";
import { BACKENDS, onBackend } from "./backends.ts";
import { randomTensor } from "./finite-differences.ts";

const [BATCH, TIME, INPUT, UNITS] = [4, 5, 3, 6];

type Input = tf.Tensor2D | tf.Tensor3D;
type Options = Parameters<typeof lstmSequence>[3];

function vectors(): Input {
  return randomTensor<tf.Tensor3D>([BATCH, TIME, INPUT], new Random(2));
}

function ids(): Input {
  return tf.tensor2d(
    Array.from({ length: BATCH * TIME }, (_, index) => (index * 7) % INPUT),
    [BATCH, TIME],
    "int32",
  );
}

/** The outputs, and the gradients of what they depend on. */
function step(input: Input, options: Options): Float32Array[] {
  return tf.tidy(() => {
    const random = new Random(1);
    const shapes = [[INPUT, 4 * UNITS], [UNITS, 4 * UNITS], [4 * UNITS], [BATCH, UNITS], [BATCH, UNITS]];
    const given = shapes.map((shape) => randomTensor(shape, random));
    const factors = [
      [BATCH, TIME, UNITS],
      [BATCH, UNITS],
      [BATCH, UNITS],
    ].map((shape) => randomTensor(shape, random));
    let outputs: tf.Tensor[] = [];
    const loss = (...[kernel, recurrentKernel, bias, hidden, cell]: tf.Tensor[]) => {
      const weights = { kernel, recurrentKernel, bias } as unknown as LstmWeights;
      const { output, state } = lstmSequence(
        input,
        weights,
        { hidden, cell } as unknown as LayerState,
        options,
      );
      outputs = [output, state.hidden, state.cell].map((made) => tf.keep(tf.clone(made)));
      return tf.addN(
        [output, state.hidden, state.cell].map((made, index) => tf.sum(tf.mul(made, factors[index]))),
      );
    };
    const grads = tf.grads(loss)(given);
    const byInput = input.dtype === "float32" ? [tf.grad((x) => withInput(x as Input))(input)] : [];
    function withInput(x: Input) {
      const weights = {
        kernel: given[0],
        recurrentKernel: given[1],
        bias: given[2],
      } as unknown as LstmWeights;
      return tf.sum(
        tf.mul(
          lstmSequence(x, weights, { hidden: given[3], cell: given[4] } as unknown as LayerState, options)
            .output,
          factors[0],
        ),
      );
    }
    const read = [...outputs, ...grads, ...byInput].map((made) => made.dataSync() as Float32Array);
    tf.dispose(outputs);
    return read;
  });
}

/** Which of TensorFlow's LSTM ops ran. */
function blockOps(run: () => void): Set<string> {
  const backend = tf.backend() as tf.KernelBackend & { executeMultipleOutputs(name: string): unknown };
  const spy = vi.spyOn(backend, "executeMultipleOutputs");
  run();
  const names = spy.mock.calls.map(([name]) => name).filter((name) => name.startsWith("BlockLSTM"));
  spy.mockRestore();
  return new Set(names);
}

test("the composed kernel stands under a name of its own, for what a fused one leaves to it", () =>
  onBackend("cpu", () => {
    step(vectors(), {});
    expect(tf.getKernel("ComposedLstmSequence", "cpu")).toBeDefined();
    expect(tf.getKernel("ComposedLstmSequenceGrad", "cpu")).toBeDefined();
  }));

// Where it is not there, backends.ts says so.
describe.each(BACKENDS.filter((name) => name === "tensorflow"))("on %s the LSTM", (backend) => {
  test.each([
    ["vectors", vectors],
    ["ids", ids],
  ])("is TensorFlow's own op and gives what cpu gives, with %s in both directions", async (_, input) => {
    for (const reverse of [false, true]) {
      const expected = await onBackend("cpu", () => step(input(), { reverse }));
      await onBackend(backend, () => {
        let actual: Float32Array[] = [];
        const ops = blockOps(() => {
          actual = step(input(), { reverse });
        });
        expect(ops).toEqual(new Set(["BlockLSTMV2", "BlockLSTMGradV2"]));
        for (const [index, values] of actual.entries()) expect(values).toBeAllClose(expected[index]);
      });
    }
  });

  test("is composed of other ops where rows have lengths of their own, or the sizes are odd", () =>
    onBackend(backend, () => {
      expect(blockOps(() => step(vectors(), { lengths: Int32Array.of(5, 2, 1, 3) }))).toEqual(new Set());
      const odd = () => {
        const weights = [[INPUT, 4], [1, 4], [4]].map((shape) => tf.zeros(shape));
        const [kernel, recurrentKernel, bias] = weights;
        const state = { hidden: tf.zeros([1, 1]), cell: tf.zeros([1, 1]) } as unknown as LayerState;
        lstmSequence(
          tf.zeros<tf.Rank.R3>([1, 2, INPUT]),
          { kernel, recurrentKernel, bias } as unknown as LstmWeights,
          state,
        );
      };
      expect(blockOps(odd)).toEqual(new Set());
    }));

  test("leaves no tensor and no handle behind", () =>
    onBackend(backend, () => {
      const input = vectors();
      step(input, {});
      const before = [tf.memory().numTensors, tf.backend().numDataIds()];
      for (let count = 0; count < 5; count++) step(input, {});
      expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
    }));
});
