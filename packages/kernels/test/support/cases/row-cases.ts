import { UNARY_KINDS } from "../../../src/index.ts";
import { callCase, type DrawCase } from "./operation-case.ts";

export const unaryCase: DrawCase = (draw) => {
  const [count, kind] = [draw.size(100_000), draw.integer(UNARY_KINDS.length)];
  const isPositive = /log|sqrt|reciprocal/.test(UNARY_KINDS[kind]);
  const input = draw.numbers(count, 20).map((value) => (isPositive ? Math.abs(value) + 1e-3 : value));
  return callCase("unary", 1e-6, { inputs: { input }, outputs: { output: count }, values: { kind, count } });
};

export const embeddingGatherCase: DrawCase = (draw) => {
  const [count, width, vocabulary] = [draw.size(1500), draw.size(200), draw.size(1000)];
  return callCase("embeddingGather", 0, {
    inputs: { table: draw.numbers(vocabulary * width), ids: draw.ids(count, vocabulary + 1, -1) },
    outputs: { output: count * width },
    values: { count, width, vocabulary },
  });
};

export const embeddingScatterAddCase: DrawCase = (draw) => {
  const [count, width, vocabulary] = [draw.size(1500, 0), draw.size(200), draw.size(1000)];
  return callCase("embeddingScatterAdd", 1e-5, {
    inputs: { rows: draw.numbers(count * width), ids: draw.ids(count, vocabulary + 1, -1) },
    outputs: { output: vocabulary * width },
    values: { count, width, vocabulary },
  });
};

export const layerNormForwardCase: DrawCase = (draw) => {
  const [rows, width] = [draw.size(1000), draw.size(300)];
  return callCase("layerNormForward", 1e-5, {
    inputs: { input: draw.numbers(rows * width, 3), gain: draw.numbers(width), bias: draw.numbers(width) },
    outputs: { output: rows * width, mean: rows, inverseDeviation: rows },
    values: { rows, width, epsilon: 1e-3 },
  });
};

export const layerNormBackwardCase: DrawCase = (draw) => {
  const [rows, width] = [draw.size(1000), draw.size(300)];
  const inverseDeviation = draw.numbers(rows).map((value) => 1 + Math.abs(value));
  return callCase("layerNormBackward", 1e-5, {
    inputs: {
      input: draw.numbers(rows * width, 3),
      gain: draw.numbers(width),
      mean: draw.numbers(rows, 0.1),
      inverseDeviation,
      outputGrad: draw.numbers(rows * width),
    },
    outputs: { inputGrad: rows * width, gainGrad: width, biasGrad: width },
    values: { rows, width },
  });
};

export const linearCrossEntropyCase: DrawCase = (draw) => {
  const [rows, hiddenSize, vocabularySize] = [draw.size(300), draw.size(100), draw.size(1200)];
  const targets = draw.ids(rows, vocabularySize, -1);
  return callCase("linearCrossEntropy", 1e-5, {
    inputs: {
      hidden: draw.numbers(rows * hiddenSize),
      kernel: draw.numbers(hiddenSize * vocabularySize),
      ...(draw.flag() ? { bias: draw.numbers(vocabularySize) } : {}),
      targets,
    },
    outputs: {
      losses: rows,
      loss: 1,
      ...(draw.flag() ? { hiddenGrad: rows * hiddenSize } : {}),
      ...(draw.flag() ? { kernelGrad: hiddenSize * vocabularySize } : {}),
      ...(draw.flag() ? { biasGrad: vocabularySize } : {}),
    },
    values: {
      ...{ rows, hiddenSize, vocabularySize, ignoreId: -1, scale: 1 / rows },
      kernelTransposed: draw.integer(2),
      labelSmoothing: draw.pick([0, 0.1]),
    },
  });
};
