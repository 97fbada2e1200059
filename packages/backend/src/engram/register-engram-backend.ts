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
 * @param options.name for a second one beside it, on another build.
 * @throws where there is such a backend: remove it first; its tensors are lost with it.
 */
export function registerEngramBackend(kernels: Kernels, { name = BACKEND }: { name?: string } = {}): void {
  if (tf.findBackendFactory(name) != null) {
    throw new Error(`registerEngramBackend: expected no backend "${name}" yet; remove it first`);
  }
  if (tf.getKernelsForBackend(name).length === 0) registerKernels(name);
  tf.registerBackend(name, () => new EngramBackend(kernels));
}

/** The backend `engram` where it is the active one, on whichever build. */
export function engramBackend(): EngramBackend | undefined {
  if (tf.getBackend() == null) return undefined;
  const backend: object = tf.backend();
  return isEngram(backend) ? backend : undefined;
}

/** Not `instanceof`: a program may have the package twice, as an ES module and as CommonJS. */
function isEngram(backend: object): backend is EngramBackend {
  return "offsetOf" in backend && "kernels" in backend;
}

/** Those of `cpu`, but where there is one of ours. */
function registerKernels(backendName: string): void {
  const ours = new Map(ENGRAM_KERNELS.map((kernel) => [kernel.kernelName, kernel]));
  for (const inherited of tf.getKernelsForBackend("cpu")) {
    const kernel = ours.get(inherited.kernelName);
    ours.delete(inherited.kernelName);
    const kernelFunc =
      kernel === undefined ? inherited.kernelFunc : withFallback(kernel, inherited.kernelFunc);
    tf.registerKernel({ ...inherited, backendName, kernelFunc });
  }
  for (const kernel of ours.values()) {
    tf.registerKernel({
      kernelName: kernel.kernelName,
      backendName,
      kernelFunc: withFallback(kernel, () => {
        throw new Error(`${kernel.kernelName}: these inputs are not supported on ${backendName}`);
      }),
    });
  }
}

function withFallback(kernel: EngramKernel, fallback: tf.KernelFunc): tf.KernelFunc {
  return (given) => {
    const call = given as unknown as KernelCall;
    return call.backend.attempt(() => kernel.run(call)) ?? fallback(given);
  };
}
