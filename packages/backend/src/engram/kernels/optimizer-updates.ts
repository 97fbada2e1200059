import { adamFactors, type OperationArguments } from "@engram/kernels";
import * as tf from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";
import type { EngramKernel, KernelCall } from "../engram-kernel.ts";

/**
 * The optimisers of @engram/trainer, one pass over the numbers of a parameter each. With the attribute `inPlace`
 * results take the memory of the inputs they replace, unless another tensor shares it: that is a third of the
 * traffic less, and what an update of a large parameter takes is its traffic.
 */
export const optimizerUpdates: readonly EngramKernel[] = [
  {
    kernelName: "AdamUpdate",
    run(call) {
      const { learningRate, beta1, beta2, epsilon, weightDecay, update } = numbersIn(call);
      const factors = adamFactors({ learningRate, beta1, beta2, epsilon, weightDecay, update });
      const { operands, results } = place(call, ["parameter", "firstMoment", "secondMoment"]);
      call.backend.kernels.run("adamUpdate", { ...operands, ...factors });
      return results;
    },
  },
  {
    kernelName: "SgdUpdate",
    run(call) {
      const { learningRate, momentum } = numbersIn(call);
      const { operands, results } = place(call, ["parameter", ...(momentum > 0 ? ["velocity"] : [])]);
      const nesterov = call.attrs.nesterov === true ? 1 : 0;
      call.backend.kernels.run("sgdUpdate", { ...operands, learningRate, momentum, nesterov });
      return results;
    },
  },
  {
    kernelName: "RmsPropUpdate",
    run(call) {
      const { learningRate, decay, epsilon, momentum } = numbersIn(call);
      const slots = ["meanSquare", ...(momentum > 0 ? ["velocity"] : [])];
      const { operands, results } = place(call, ["parameter", ...slots]);
      const factors = { learningRate, decay, decayRest: 1 - decay, epsilon, momentum };
      call.backend.kernels.run("rmsPropUpdate", { ...operands, ...factors });
      return results;
    },
  },
];

function numbersIn({ attrs }: KernelCall): Readonly<Record<string, number>> {
  return attrs as Readonly<Record<string, number>>;
}

type Operands = OperationArguments<"adamUpdate"> &
  OperationArguments<"sgdUpdate"> &
  OperationArguments<"rmsPropUpdate">;

/** Where the inputs lie, and where the new values of those called `names` go: to `newParameter` and so on. */
function place(
  { inputs, attrs, backend }: KernelCall,
  names: readonly string[],
): { operands: Operands; results: tf.TensorInfo[] } {
  const { parameter, gradient } = inputs;
  const operands: Record<string, number> = {
    count: tf.util.sizeFromShape(parameter.shape),
    gradientScale: attrs.gradientScale as number,
    gradient: backend.offsetOf(gradient),
  };
  for (const name of names) operands[name] = backend.offsetOf(inputs[name]);
  const results = names.map((name) => resultFor(backend, inputs[name], attrs.inPlace === true));
  for (const [index, name] of names.entries()) {
    operands[`new${name[0].toUpperCase()}${name.slice(1)}`] = backend.offsetOf(results[index]);
  }
  return { operands, results };
}

function resultFor(backend: EngramBackend, input: tf.TensorInfo, inPlace: boolean): tf.TensorInfo {
  const { dataId, shape, dtype } = input;
  if (!inPlace || backend.refCount(dataId) > 1) return backend.makeOutput(shape, "float32");
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}
