import "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EngramBackend, engramBackend } from "../src/node/index.ts";
import { ENGRAMS, on } from "./support/every-engram.ts";

const ROWS = 3;
const COLUMNS = 4;

/** One thing a program does to the tensors it has; numbers choose among them. */
interface Action {
  readonly name: keyof typeof ACTIONS;
  readonly first: number;
  readonly second: number;
}

interface State {
  readonly tensors: tf.Tensor[];
  readonly variable: tf.Variable;
  /** What was read, and must stay what it was. */
  readonly reads: { array: Iterable<number>; copy: number[] }[];
}

/** Each makes tensors of [ROWS, COLUMNS] of some that there are. */
const ACTIONS = {
  upload: (_: tf.Tensor, __: tf.Tensor, { tensors }: State) => {
    const values = Float32Array.from({ length: ROWS * COLUMNS }, (_value, index) =>
      Math.sin(index + tensors.length),
    );
    return tf.tensor2d(values, [ROWS, COLUMNS]);
  },
  clone: (a: tf.Tensor) => tf.clone(a),
  reshapeAndBack: (a: tf.Tensor) => tf.reshape(tf.reshape(a, [COLUMNS, ROWS]), [ROWS, COLUMNS]),
  add: (a: tf.Tensor, b: tf.Tensor) => tf.add(a, b),
  timesOne: (a: tf.Tensor) => tf.mul(a, 1),
  tanh: (a: tf.Tensor) => tf.tanh(a),
  // Inherited from cpu: its result lies outside the heap.
  sine: (a: tf.Tensor) => tf.sin(a),
  // Of whole rows, for which cpu gives a view of its input.
  rows: (a: tf.Tensor, b: tf.Tensor) =>
    tf.concat([tf.slice(a, [0, 0], [1, COLUMNS]), tf.slice(b, [1, 0], [2, COLUMNS])], 0),
  castAndBack: (a: tf.Tensor) => tf.cast(tf.cast(a, "int32"), "float32"),
  product: (a: tf.Tensor, b: tf.Tensor) => tf.matMul(tf.tanh(a), tf.matMul(b, a, true, false)),
  tidied: (a: tf.Tensor, b: tf.Tensor) => tf.tidy(() => tf.sub(tf.mul(a, 0.5), tf.relu(b))),
  gradient: (a: tf.Tensor, b: tf.Tensor) => tf.tidy(() => tf.grad((x) => tf.sum(tf.mul(tf.tanh(x), b)))(a)),
  assign: (a: tf.Tensor, _: tf.Tensor, { variable }: State) => {
    variable.assign(tf.tanh(a));
    return tf.add(variable, 1);
  },
  readVariable: (_: tf.Tensor, __: tf.Tensor, { variable }: State) => tf.clone(variable),
  // Far more than what is free: an unshared memory grows, and its views are detached.
  grow: (a: tf.Tensor) => tf.tidy(() => tf.add(a, tf.mean(tf.square(tf.ones([64, 4096]))))),
  read: (a: tf.Tensor, _: tf.Tensor, { reads }: State) => {
    const array = a.dataSync();
    reads.push({ array, copy: [...array] });
    return undefined;
  },
  dispose: (a: tf.Tensor, _: tf.Tensor, { tensors }: State) => {
    if (tensors.length < 2) return undefined;
    tensors.splice(tensors.indexOf(a), 1);
    a.dispose();
    return undefined;
  },
};

/** The numbers of all tensors that are left when the program has run. */
function run(program: readonly Action[]): Float32Array[] {
  const state: State = {
    tensors: [
      tf.tensor2d(
        Array.from({ length: ROWS * COLUMNS }, (_, index) => Math.cos(index)),
        [ROWS, COLUMNS],
      ),
    ],
    variable: tf.tidy(() => tf.variable(tf.zeros([ROWS, COLUMNS]))),
    reads: [],
  };
  for (const { name, first, second } of program) {
    const { tensors } = state;
    const made = tf.tidy(() =>
      ACTIONS[name](tensors[first % tensors.length], tensors[second % tensors.length], state),
    );
    if (made !== undefined) tensors.push(made);
  }
  for (const { array, copy } of state.reads) expect([...array]).toEqual(copy);
  const left = [...state.tensors, state.variable].map((tensor) => tensor.dataSync() as Float32Array);
  tf.dispose([state.tensors, state.variable]);
  return left;
}

/** Tensors, and bytes of the heap without the scratch memory that waits for the next operation. */
function use() {
  const { kernels } = engramBackend() as EngramBackend;
  kernels.trim();
  return { numTensors: tf.memory().numTensors, bytes: kernels.heap.bytesInUse };
}

const action: fc.Arbitrary<Action> = fc.record({
  name: fc.constantFrom(...(Object.keys(ACTIONS) as Action["name"][])),
  first: fc.nat(100),
  second: fc.nat(100),
});

describe.each(ENGRAMS)("on %s", (backend) => {
  test("a program gives what it gives on cpu, and leaves no tensor and no byte in the heap", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (program) => {
        const expected = await on("cpu", () => run(program));
        await on(backend, () => {
          const before = use();
          const actual = run(program);
          expect(actual.length).toBe(expected.length);
          for (const [index, values] of actual.entries()) {
            expect(values).toBeAllClose(expected[index], { relative: 1e-4 });
          }
          expect(use()).toEqual(before);
        });
      }),
      { numRuns: 150, seed: 4 },
    );
  });
});
