import * as tf from "@tensorflow/tfjs-core";

/** Numbers that do not repeat: the same for the same shape and seed. */
export function numbers(shape: number[], seed = 1, scale = 1): tf.Tensor {
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape(shape) },
    (_, index) => scale * Math.sin(12.9898 * (index + 1) + 78.233 * seed),
  );
  return tf.tensor(values, shape);
}
const positive = (shape: number[]) => tf.add(tf.abs(numbers(shape)), 0.1);
const ids = (shape: number[], height: number) =>
  tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) => (index * 7 + 3) % height),
    shape,
    "int32",
  );

const SIZES = [1, 3, 17, 129];

export const UNARY = {
  abs: tf.abs,
  elu: tf.elu,
  exp: tf.exp,
  neg: tf.neg,
  relu: tf.relu,
  relu6: tf.relu6,
  sigmoid: tf.sigmoid,
  square: tf.square,
  tanh: tf.tanh,
  step: (x: tf.Tensor) => tf.step(x),
  leakyStep: (x: tf.Tensor) => tf.step(x, 0.5),
};
const unaryOfPositive = { log: tf.log, reciprocal: tf.reciprocal, rsqrt: tf.rsqrt, sqrt: tf.sqrt };
const binary = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
};
const BROADCASTS: [number[], number[]][] = [
  [[], []],
  [[5], [5]],
  [[129], []],
  [[], [3, 5]],
  [[1], [3, 5]],
  [[3, 5], [5]],
  [
    [3, 5],
    [3, 1],
  ],
  [
    [3, 1],
    [1, 5],
  ],
  [[5], [3, 1]],
  [[2, 3, 5], [5]],
  [
    [2, 3, 5],
    [2, 1, 5],
  ],
  [
    [2, 1, 5],
    [2, 3, 1],
  ],
  [
    [2, 3, 5],
    [1, 3, 1],
  ],
  [
    [2, 3, 4, 5],
    [2, 1, 4, 1],
  ],
  [[1, 1, 1], [1]],
  [
    [2, 3, 4, 5],
    [3, 1, 5],
  ],
  [[0, 3], [3]],
];
const reductions = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min };
const AXES: [number[], number | number[] | undefined][] = [
  [[17], undefined],
  [[], undefined],
  [[3, 5], 0],
  [[3, 5], 1],
  [
    [3, 5, 7],
    [1, 2],
  ],
  [
    [3, 5, 7],
    [0, 1],
  ],
  [
    [3, 5, 7],
    [0, 2],
  ],
  [[3, 5, 7], -2],
  [[2, 3, 4, 5], [3]],
  [[33, 129], 1],
  [[129, 33], 0],
  [[2, 0], 0],
];
const PERMUTATIONS: [number[], number[]][] = [
  [
    [3, 5],
    [1, 0],
  ],
  [
    [3, 5],
    [0, 1],
  ],
  [
    [2, 3, 5],
    [1, 0, 2],
  ],
  [
    [2, 3, 5],
    [0, 2, 1],
  ],
  [
    [2, 3, 5],
    [2, 0, 1],
  ],
  [
    [2, 3, 5],
    [1, 2, 0],
  ],
  [
    [2, 3, 5],
    [2, 1, 0],
  ],
  [
    [2, 3, 4, 5],
    [0, 2, 1, 3],
  ],
  [
    [2, 3, 4, 5],
    [3, 2, 1, 0],
  ],
  [
    [2, 3, 4, 5],
    [0, 3, 1, 2],
  ],
  [
    [1, 3, 1, 5],
    [3, 2, 1, 0],
  ],
  [
    [2, 3, 2, 3, 2],
    [4, 3, 2, 1, 0],
  ],
  [
    [33, 129],
    [1, 0],
  ],
];
const PRODUCTS: [number[], number[], boolean, boolean][] = [
  [[3, 5], [5, 7], false, false],
  [[5, 3], [5, 7], true, false],
  [[3, 5], [7, 5], false, true],
  [[5, 3], [7, 5], true, true],
  [[2, 3, 5], [2, 5, 7], false, false],
  [[2, 3, 5], [1, 5, 7], false, false],
  [[1, 3, 5], [2, 5, 7], false, false],
  [[2, 5, 3], [1, 7, 5], true, true],
  [[2, 4, 3, 5], [2, 4, 5, 3], false, false],
  [[2, 1, 3, 5], [1, 4, 5, 3], false, false],
  [[33, 129], [129, 17], false, false],
  [[1, 1], [1, 1], false, false],
];

export type Case = [string, () => tf.Tensor | tf.Tensor[]];
/** A name, and ops that every backend must agree on. */
export const CASES: Case[] = [
  ...Object.entries(UNARY).flatMap(([name, f]) =>
    SIZES.map((size): Case => [`${name} [${size}]`, () => f(numbers([size], 1, 7))]),
  ),
  ...Object.entries(unaryOfPositive).map(([name, f]): Case => [name, () => f(positive([3, 5]))]),
  ["relu of int32", () => tf.relu(tf.tensor1d([-1, 2], "int32"))],
  ...Object.entries(binary).flatMap(([name, f]) =>
    BROADCASTS.map(
      ([a, b]): Case => [`${name} [${a}] [${b}]`, () => f(numbers(a), tf.add(numbers(b, 2), 3))],
    ),
  ),
  ["add of int32", () => tf.add(ids([5], 3), ids([5], 4))],
  ["mul by 1", () => tf.mul(numbers([3, 5]), 1)],
  ["add to bool", () => tf.add(tf.tensor1d([1, 0], "bool"), numbers([2]))],
  ...Object.entries(reductions).flatMap(([name, f]) =>
    AXES.flatMap(([shape, axis]) =>
      [false, true].map(
        (keep): Case => [
          `${name} [${shape}] by ${axis}${keep ? ", kept" : ""}`,
          () => f(numbers(shape), axis, keep),
        ],
      ),
    ),
  ),
  ["sum of int32", () => tf.sum(ids([3, 5], 9), 1)],
  ...PERMUTATIONS.map(
    ([shape, perm]): Case => [`transpose [${shape}] by ${perm}`, () => tf.transpose(numbers(shape), perm)],
  ),
  ["transpose of int32", () => tf.transpose(ids([3, 5], 9))],
  ...PRODUCTS.map(
    ([a, b, left, right]): Case => [
      `matMul [${a}] [${b}] ${left} ${right}`,
      () => tf.matMul(numbers(a), numbers(b, 2), left, right),
    ],
  ),
  ...(["linear", "relu", "sigmoid", "elu", "relu6"] as const).map(
    (activation): Case => [
      `fused matMul, ${activation}`,
      () =>
        tf.fused.matMul({
          a: numbers([3, 5]),
          b: numbers([5, 7], 2),
          bias: numbers([7], 3),
          activation: activation as "relu",
        }),
    ],
  ),
  ...[
    [[17, 5], [3]],
    [
      [17, 5],
      [2, 3],
    ],
    [[17], [4]],
    [[7, 2, 3], [4]],
  ].map(
    ([table, shape]): Case => [
      `gather [${table}] by [${shape}]`,
      () => tf.gather(numbers(table), ids(shape, table[0])),
    ],
  ),
  ["gather along axis 1", () => tf.gather(numbers([3, 5]), ids([4], 5), 1)],
  ["gatherND by rows", () => tf.gatherND(numbers([7, 3]), ids([4, 1], 7))],
  [
    "gatherND by two",
    () =>
      tf.gatherND(
        numbers([7, 3]),
        tf.tensor2d(
          [
            [1, 2],
            [6, 0],
          ],
          [2, 2],
          "int32",
        ),
      ),
  ],
  [
    "unsortedSegmentSum",
    () => tf.unsortedSegmentSum(numbers([9, 4]), tf.tensor1d([0, 2, 2, -1, 3, 0, 2, 1, 0], "int32"), 5),
  ],
  ["scatterND", () => tf.scatterND(tf.tensor2d([[1], [1], [0]], [3, 1], "int32"), numbers([3, 4]), [5, 4])],
  ["slice", () => tf.slice(numbers([4, 5, 6]), [1, 2, 3], [2, -1, 2])],
  ["slice of rows", () => tf.slice(numbers([7, 5]), [2, 0], [3, 5])],
  ["slice of nothing", () => tf.slice(numbers([7, 5]), [2, 0], [0, 5])],
  ["slice of int32", () => tf.slice(ids([7, 5], 9), [2, 1], [3, 2])],
  ["slice in 5 dimensions", () => tf.slice(numbers([3, 3, 3, 3, 3]), [1, 1, 1, 1, 1], [2, 2, 2, 2, 2])],
  ["split", () => tf.split(numbers([3, 8, 2]), 4, 1)],
  ["split by sizes", () => tf.split(numbers([3, 8]), [1, 3, -1], 1)],
  ["unstack", () => tf.unstack(numbers([3, 4, 5]), 1)],
  ["unstack in 5 dimensions", () => tf.unstack(numbers([2, 2, 2, 2, 2]), 2)],
  ["concat", () => tf.concat([numbers([2, 3]), numbers([2, 4], 2), numbers([2, 1], 3)], 1)],
  ["concat of rows", () => tf.concat([numbers([2, 3]), numbers([1, 3], 2)], 0)],
  ["concat with nothing", () => tf.concat([numbers([2, 3]), tf.zeros([0, 3])], 0)],
  ["stack", () => tf.stack([numbers([2, 3]), numbers([2, 3], 2)], 1)],
  ["stack at the end", () => tf.stack([numbers([2, 3]), numbers([2, 3], 2)], -1)],
  [
    "pad",
    () =>
      tf.pad(
        numbers([2, 3, 4]),
        [
          [1, 0],
          [0, 2],
          [3, 1],
        ],
        9,
      ),
  ],
  ["pad of int32", () => tf.pad(ids([3], 9), [[1, 1]])],
  ["softmax", () => tf.softmax(numbers([3, 5], 1, 20))],
  ["logSoftmax", () => tf.logSoftmax(numbers([33, 129], 1, 20))],
  [
    "fill",
    () => [
      tf.fill([3, 5], 2.5),
      tf.fill([2], 3, "int32"),
      tf.zerosLike(numbers([3])),
      tf.onesLike(numbers([3, 2])),
      tf.onesLike(ids([3], 9)),
    ],
  ],
  ["addN", () => tf.addN([numbers([3, 5]), numbers([3, 5], 2), numbers([3, 5], 3), numbers([3, 5], 4)])],
  ["addN of one", () => tf.addN([numbers([3, 5])])],
  [
    "cast",
    () => [
      tf.cast(ids([5], 3), "float32"),
      tf.cast(numbers([5], 1, 9), "int32"),
      tf.cast(numbers([5]), "bool"),
      tf.add(tf.cast(tf.tensor1d([1, 0], "bool"), "float32"), 1),
    ],
  ],
  [
    "gradients",
    () => {
      const f = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) => {
        const hidden = tf.relu(tf.add(tf.matMul(x, w), b));
        const parts = tf.split(tf.elu(hidden), 2, 1);
        const joined = tf.concat([tf.transpose(parts[0]), tf.square(tf.transpose(parts[1]))], 1);
        return tf.mean(
          tf.logSoftmax(
            tf.pad(joined, [
              [1, 0],
              [0, 1],
            ]),
          ),
        );
      };
      return tf.grads(f)([numbers([3, 5]), numbers([5, 8], 2), numbers([8], 3)]);
    },
  ],
  [
    "the gradient of softmax and max",
    () => tf.grad((x) => tf.sum(tf.mul(tf.softmax(x), tf.max(x, 1, true))))(numbers([3, 5])),
  ],
];
