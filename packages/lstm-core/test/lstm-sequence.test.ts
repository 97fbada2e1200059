import { Random } from "@engram/random";
import { expectConstantTensors } from "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LayerState, type LstmWeights, lstmSequence } from "../src/index.ts";
import { BACKENDS } from "./backends.ts";
import { randomTensor } from "./finite-differences.ts";

const [batch, time, inputSize, hiddenSize] = [2, 5, 3, 4];

function example(seed = 0) {
  const random = new Random(seed);
  return {
    input: randomTensor<tf.Tensor3D>([batch, time, inputSize], random),
    weights: {
      kernel: randomTensor<tf.Tensor2D>([inputSize, 4 * hiddenSize], random),
      recurrentKernel: randomTensor<tf.Tensor2D>([hiddenSize, 4 * hiddenSize], random),
      bias: randomTensor<tf.Tensor1D>([4 * hiddenSize], random),
    } satisfies LstmWeights,
    state: {
      hidden: randomTensor<tf.Tensor2D>([batch, hiddenSize], random),
      cell: randomTensor<tf.Tensor2D>([batch, hiddenSize], random),
    } satisfies LayerState,
  };
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** The textbook's formulas, one number at a time, in float64. */
function plainLstm(input: number[][][], weights: LstmWeights, state: LayerState) {
  const kernel = weights.kernel.arraySync();
  const recurrentKernel = weights.recurrentKernel.arraySync();
  const bias = weights.bias.arraySync();
  const hidden = state.hidden.arraySync();
  const cell = state.cell.arraySync();
  const output = input.map((steps, row) =>
    steps.map((x) => {
      const before = [...hidden[row]];
      for (let unit = 0; unit < hiddenSize; unit++) {
        // Blocks of columns: input gate, forget gate, candidate, output gate.
        const [i, f, g, o] = [0, 1, 2, 3].map((block) => {
          const column = block * hiddenSize + unit;
          const fromInput = x.reduce(
            (sum, value, index) => sum + value * kernel[index][column],
            bias[column],
          );
          return before.reduce(
            (sum, value, index) => sum + value * recurrentKernel[index][column],
            fromInput,
          );
        });
        // C_t = f_t C_(t-1) + i_t g_t, h_t = o_t tanh(C_t)
        cell[row][unit] = sigmoid(f) * cell[row][unit] + sigmoid(i) * Math.tanh(g);
        hidden[row][unit] = sigmoid(o) * Math.tanh(cell[row][unit]);
      }
      return [...hidden[row]];
    }),
  );
  return { output, hidden, cell };
}

describe.each(BACKENDS)("lstmSequence on %s", (backend) => {
  beforeAll(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend("cpu"));

  test("equals a plain float64 loop over the formulas", async () => {
    const { input, weights, state } = example();
    const expected = plainLstm(input.arraySync(), weights, state);
    const made = lstmSequence(input, weights, state);
    expect(await made.output.data()).toBeAllClose(expected.output.flat(2));
    expect(await made.state.hidden.data()).toBeAllClose(expected.hidden.flat());
    expect(await made.state.cell.data()).toBeAllClose(expected.cell.flat());
  });

  test("in reverse with lengths, equals reading each row alone and backwards", async () => {
    const { input, weights, state } = example(1);
    const lengths = Int32Array.of(3, 5);
    const made = lstmSequence(input, weights, state, { lengths, reverse: true });
    const rows = input.arraySync().map((steps, row) => steps.slice(0, lengths[row]).reverse());
    const expected = plainLstm(rows, weights, state);
    const output = expected.output.map((steps) => {
      const padding = Array.from({ length: time - steps.length }, () =>
        new Array<number>(hiddenSize).fill(0),
      );
      return [...steps.reverse(), ...padding];
    });
    expect(await made.output.data()).toBeAllClose(output.flat(2));
    expect(await made.state.hidden.data()).toBeAllClose(expected.hidden.flat());
    expect(await made.state.cell.data()).toBeAllClose(expected.cell.flat());
  });

  test("what stands past a row's length changes neither outputs nor gradients", async () => {
    const { input, weights, state } = example(2);
    const lengths = Int32Array.of(3, 5);
    const values = input.dataSync().slice();
    values.fill(1e6, 3 * inputSize, time * inputSize);
    const padded = tf.tensor3d(values, input.shape);
    const run = (x: tf.Tensor3D) =>
      tf.valueAndGrad((kernel: tf.Tensor) =>
        tf.sum(lstmSequence(x, { ...weights, kernel: kernel as tf.Tensor2D }, state, { lengths }).output),
      )(weights.kernel);
    const clean = run(input);
    const dirty = run(padded);
    expect(await dirty.value.data()).toBeAllClose(await clean.value.data());
    expect(await dirty.grad.data()).toBeAllClose(await clean.grad.data());
  });

  test("is one entry on the tape, and leaves no tensor behind", async () => {
    const { input, weights, state } = example(3);
    await expectConstantTensors(() => {
      const { value, grads } = tf.valueAndGrads((kernel: tf.Tensor, x: tf.Tensor) => {
        const entries = () => tf.engine().state.activeTape?.map(({ kernelName }) => kernelName) ?? [];
        const before = entries().length;
        const made = lstmSequence(x as tf.Tensor3D, { ...weights, kernel: kernel as tf.Tensor2D }, state);
        // What a kernel saves is cloned, and TensorFlow.js puts clones on the tape, under a name of their own.
        expect(
          entries()
            .slice(before)
            .filter((name) => tf.getKernel(name, backend)),
        ).toEqual(["LstmSequence"]);
        const loss = tf.sum(made.output) as tf.Scalar;
        tf.dispose([made.output, made.state.hidden, made.state.cell]);
        return loss;
      })([weights.kernel, input]);
      tf.dispose([value, grads]);
    });
    await expectConstantTensors(() => {
      const made = lstmSequence(input, weights, state);
      tf.dispose([made.output, made.state.hidden, made.state.cell]);
    });
  });
});

describe("lstmSequence", () => {
  test("runs the kernel that the backend brings, where it brings one", () => {
    const { input, weights, state } = example();
    const backendName = tf.getBackend();
    const output = () => lstmSequence(input, weights, state).output.dataSync();
    const composed = output();
    tf.unregisterKernel("LstmSequence", backendName);
    tf.registerKernel({
      kernelName: "LstmSequence",
      backendName,
      kernelFunc: () => [
        tf.fill([batch, time, hiddenSize], 7),
        tf.zeros([batch, hiddenSize]),
        tf.zeros([batch, hiddenSize]),
      ],
    });
    expect(new Set(output())).toEqual(new Set([7]));
    tf.unregisterKernel("LstmSequence", backendName);
    expect(output()).toEqual(composed);
  });

  test.each([
    ["kernel", { kernel: [4, 16] }, "lstmSequence: expected kernel [3,16], got [4,16]"],
    ["bias", { bias: [12] }, "lstmSequence: expected bias [16], got [12]"],
    ["hidden", { hidden: [1, 4] }, "lstmSequence: expected hidden [2,4], got [1,4]"],
  ])("rejects a wrong shape of %s", (name, shapes: Record<string, number[]>, message) => {
    const { input, weights, state } = example();
    const wrong = Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, tf.zeros(shape)]));
    const call = () =>
      lstmSequence(
        input,
        { ...weights, ...(wrong as Partial<LstmWeights>) },
        { ...state, ...(wrong as Partial<LayerState>) },
      );
    expect(name in wrong).toBe(true);
    expect(call).toThrow(message);
  });

  test.each([[[3]], [[0, 5]], [[3, 6]]])("rejects the lengths %j", (lengths) => {
    const { input, weights, state } = example();
    expect(() => lstmSequence(input, weights, state, { lengths: Int32Array.from(lengths) })).toThrow(
      "lstmSequence: expected 2 lengths in [1, 5]",
    );
  });

  test("rejects an input that is neither vectors nor ids", () => {
    const { weights, state } = example();
    expect(() => lstmSequence(tf.zeros([2, 3]) as tf.Tensor2D, weights, state)).toThrow(
      "lstmSequence: expected input float32 [B,T,I] or int32 [B,T], got float32 [2,3]",
    );
  });
});
