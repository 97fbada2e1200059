import type { Kernels } from "@engram/kernels";
import * as tf from "@tensorflow/tfjs-core";
import { EngramBackend } from "./engram-backend.ts";
import type { EngramKernel, KernelCall } from "./engram-kernel.ts";
import { ENGRAM_KERNELS } from "./engram-kernels.ts";

const BACKEND = "engram";

/**
 * Registers the backend `engram` on these kernels: `tf.setBackend("engram")` starts it.
 *
 * @param kernels the backend's from now on: `tf.removeBackend("engram")` ends their threads.
 * @throws where there is such a backend: remove it first; its tensors are lost with it.
 */
export function registerEngramBackend(kernels: Kernels): void {
  if (tf.findBackendFactory(BACKEND) != null) {
    throw new Error(`registerEngramBackend: expected no backend "${BACKEND}" yet; remove it first`);
  }
  if (tf.getKernelsForBackend(BACKEND).length === 0) registerKernels();
  tf.registerBackend(BACKEND, () => new EngramBackend(kernels));
}

/** The backend `engram` where it is the active one. */
export function engramBackend(): EngramBackend | undefined {
  return tf.getBackend() === BACKEND ? (tf.backend() as EngramBackend) : undefined;
}

/** Those of `cpu`, but where there is one of ours. */
function registerKernels(): void {
  const ours = new Map(ENGRAM_KERNELS.map((kernel) => [kernel.kernelName, kernel]));
  for (const inherited of tf.getKernelsForBackend("cpu")) {
    const kernel = ours.get(inherited.kernelName);
    ours.delete(inherited.kernelName);
    const kernelFunc =
      kernel === undefined ? inherited.kernelFunc : withFallback(kernel, inherited.kernelFunc);
    tf.registerKernel({ ...inherited, backendName: BACKEND, kernelFunc });
  }
  for (const kernel of ours.values()) {
    tf.registerKernel({
      kernelName: kernel.kernelName,
      backendName: BACKEND,
      kernelFunc: withFallback(kernel, () => {
        throw new Error(`${kernel.kernelName}: these inputs are not supported on ${BACKEND}`);
      }),
    });
  }
}

function withFallback(kernel: EngramKernel, fallback: tf.KernelFunc): tf.KernelFunc {
  return (call) => kernel.run(call as unknown as KernelCall) ?? fallback(call);
}
