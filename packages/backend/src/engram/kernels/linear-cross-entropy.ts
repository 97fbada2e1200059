import type { EngramKernel } from "../engram-kernel.ts";

/** What the contract of lstm-core stands for "no target". */
const NO_TARGET = -1;

/**
 * By the contract of lstm-core: hidden [N,H], kernel [H,V], bias [V], targets int32 [N] -> the loss [], and with
 * `keepGrads` its gradients by the first three. The logits [N,V] are never stored.
 */
export const linearCrossEntropy: EngramKernel = {
  kernelName: "LinearCrossEntropy",
  run({ inputs: { hidden, kernel, bias, targets }, attrs, backend }) {
    const { heap } = backend.kernels;
    const [rows, hiddenSize] = hidden.shape;
    const given = {
      hidden: backend.offsetOf(hidden),
      kernel: backend.offsetOf(kernel),
      bias: backend.offsetOf(bias),
      targets: backend.offsetOf(targets),
    };
    const loss = backend.makeOutput([], "float32");
    const grads = attrs.keepGrads
      ? [hidden, kernel, bias].map(({ shape }) => backend.makeOutput(shape, "float32"))
      : [];
    const [hiddenGrad, kernelGrad, biasGrad] = grads.map((grad) => backend.offsetOf(grad));
    const losses = heap.allocate(4 * rows);
    try {
      backend.kernels.run("linearCrossEntropy", {
        ...given,
        losses,
        loss: backend.offsetOf(loss),
        ...(attrs.keepGrads ? { hiddenGrad, kernelGrad, biasGrad } : {}),
        rows,
        hiddenSize,
        vocabularySize: kernel.shape[1],
        ignoreId: NO_TARGET,
        scale: attrs.scale as number,
      });
    } finally {
      heap.release(losses);
    }
    return [loss, ...grads];
  },
};
