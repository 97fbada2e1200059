import { adamFactors, dropoutMaskWords } from "../../../src/index.ts";
import { callCase, type DrawCase } from "./operation-case.ts";

export const dropoutMaskCase: DrawCase = (draw) => {
  const [rows, width, repeats] = [draw.size(200), draw.size(300), draw.size(4)];
  const name = {
    rate: draw.pick([0, 0.1, 0.5, 0.99]),
    seed: draw.integer(2 ** 31),
    step: draw.integer(1000),
  };
  return callCase("dropoutMask", 0, {
    inputs: {},
    outputs: { output: rows * width * repeats },
    values: { rows, width, repeats, ...dropoutMaskWords({ ...name, site: draw.integer(20) }) },
  });
};

export const sumOfSquaresCase: DrawCase = (draw) => {
  const count = draw.size(300_000, 0);
  const inputs = { input: draw.numbers(count, 3) };
  return callCase("sumOfSquares", 1e-6, { inputs, outputs: { output: 1 }, values: { count } });
};

export const adamUpdateCase: DrawCase = (draw) => {
  const count = draw.size(100_000);
  const settings = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
  return callCase("adamUpdate", 1e-6, {
    inputs: {
      parameter: draw.numbers(count),
      gradient: draw.numbers(count),
      firstMoment: draw.numbers(count, 0.1),
      secondMoment: draw.numbers(count, 0.1).map(Math.abs),
    },
    outputs: { newParameter: count, newFirstMoment: count, newSecondMoment: count },
    values: { count, gradientScale: 0.5, ...adamFactors({ ...settings, update: 1 + draw.integer(1000) }) },
  });
};

export const sgdUpdateCase: DrawCase = (draw) => {
  const [count, hasMomentum] = [draw.size(100_000), draw.flag()];
  return callCase("sgdUpdate", 1e-6, {
    inputs: {
      parameter: draw.numbers(count),
      gradient: draw.numbers(count),
      ...(hasMomentum ? { velocity: draw.numbers(count) } : {}),
    },
    outputs: { newParameter: count, ...(hasMomentum ? { newVelocity: count } : {}) },
    values: { count, nesterov: draw.integer(2), gradientScale: 0.5, learningRate: 0.1, momentum: 0.9 },
  });
};

export const rmsPropUpdateCase: DrawCase = (draw) => {
  const [count, hasMomentum] = [draw.size(100_000), draw.flag()];
  const momentum = hasMomentum ? { velocity: draw.numbers(count) } : {};
  const meanSquare = draw.numbers(count, 0.1).map(Math.abs);
  const factors = { gradientScale: 0.5, learningRate: 0.01, decay: 0.9, decayRest: 0.1, epsilon: 1e-6 };
  return callCase("rmsPropUpdate", 1e-5, {
    inputs: { parameter: draw.numbers(count), gradient: draw.numbers(count), meanSquare, ...momentum },
    outputs: { newParameter: count, newMeanSquare: count, ...(hasMomentum ? { newVelocity: count } : {}) },
    values: { count, ...factors, momentum: hasMomentum ? 0.9 : 0 },
  });
};
