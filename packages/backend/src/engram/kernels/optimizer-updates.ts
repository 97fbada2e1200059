import { adamFactors } from "@engram/kernels";
import * as tf from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";
import type { EngramKernel } from "../engram-kernel.ts";

interface UpdateAttributes {
  readonly learningRate: number;
  readonly gradientScale: number;
  /** Whether the old values of all inputs but the gradient may be lost. */
  readonly inPlace?: boolean;
}

/** Adam, or AdamW where `weightDecay` is above 0. */
const adamUpdate: EngramKernel = {
  kernelName: "AdamUpdate",
  run({ inputs: { parameter, gradient, firstMoment, secondMoment }, attrs, backend }) {
    const settings = attrs as unknown as UpdateAttributes & Parameters<typeof adamFactors>[0];
    const next = places(backend, [parameter, firstMoment, secondMoment], settings);
    backend.kernels.run("adamUpdate", {
      parameter: backend.offsetOf(parameter),
      gradient: backend.offsetOf(gradient),
      firstMoment: backend.offsetOf(firstMoment),
      secondMoment: backend.offsetOf(secondMoment),
      newParameter: backend.offsetOf(next[0]),
      newFirstMoment: backend.offsetOf(next[1]),
      newSecondMoment: backend.offsetOf(next[2]),
      count: tf.util.sizeFromShape(parameter.shape),
      gradientScale: settings.gradientScale,
      ...adamFactors(settings),
    });
    return next;
  },
};

/** Stochastic gradient descent; `velocity` is there with a momentum. */
const sgdUpdate: EngramKernel = {
  kernelName: "SgdUpdate",
  run({ inputs: { parameter, gradient, velocity }, attrs, backend }) {
    const settings = attrs as unknown as UpdateAttributes & { momentum: number; nesterov: boolean };
    const changed = velocity === undefined ? [parameter] : [parameter, velocity];
    const next = places(backend, changed, settings);
    backend.kernels.run("sgdUpdate", {
      parameter: backend.offsetOf(parameter),
      gradient: backend.offsetOf(gradient),
      velocity: velocity === undefined ? 0 : backend.offsetOf(velocity),
      newParameter: backend.offsetOf(next[0]),
      newVelocity: velocity === undefined ? 0 : backend.offsetOf(next[1]),
      count: tf.util.sizeFromShape(parameter.shape),
      nesterov: settings.nesterov ? 1 : 0,
      gradientScale: settings.gradientScale,
      learningRate: settings.learningRate,
      momentum: settings.momentum,
    });
    return next;
  },
};

/** RMSprop; `velocity` is there with a momentum. */
const rmsPropUpdate: EngramKernel = {
  kernelName: "RmsPropUpdate",
  run({ inputs: { parameter, gradient, meanSquare, velocity }, attrs, backend }) {
    const settings = attrs as unknown as UpdateAttributes & Record<"decay" | "momentum" | "epsilon", number>;
    const changed = velocity === undefined ? [parameter, meanSquare] : [parameter, meanSquare, velocity];
    const next = places(backend, changed, settings);
    backend.kernels.run("rmsPropUpdate", {
      parameter: backend.offsetOf(parameter),
      gradient: backend.offsetOf(gradient),
      meanSquare: backend.offsetOf(meanSquare),
      velocity: velocity === undefined ? 0 : backend.offsetOf(velocity),
      newParameter: backend.offsetOf(next[0]),
      newMeanSquare: backend.offsetOf(next[1]),
      newVelocity: velocity === undefined ? 0 : backend.offsetOf(next[2]),
      count: tf.util.sizeFromShape(parameter.shape),
      gradientScale: settings.gradientScale,
      learningRate: settings.learningRate,
      decay: settings.decay,
      decayRest: 1 - settings.decay,
      epsilon: settings.epsilon,
      momentum: settings.momentum,
    });
    return next;
  },
};

/** The optimisers of @engram/trainer, each one pass over the numbers of a parameter. */
export const optimizerUpdates: readonly EngramKernel[] = [adamUpdate, sgdUpdate, rmsPropUpdate];

/**
 * Where new values go: in place to the very memory of the old ones, unless another tensor shares it. What an
 * update of a large parameter takes is its traffic, and new memory for the results doubles it.
 */
function places(
  backend: EngramBackend,
  tensors: readonly tf.TensorInfo[],
  { inPlace }: UpdateAttributes,
): tf.TensorInfo[] {
  return tensors.map((tensor) => {
    const { dataId, shape, dtype } = tensor;
    // One that is still on another backend comes here with its count.
    backend.offsetOf(tensor);
    if (!inPlace || backend.refCount(dataId) > 1) return backend.makeOutput(shape, "float32");
    backend.incRef(dataId);
    return { dataId, shape, dtype };
  });
}
