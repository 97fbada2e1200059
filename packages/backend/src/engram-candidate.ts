import { BUILD_NAMES, type BuildName, type Kernels, type KernelsOptions } from "@engram/kernels";
import * as tf from "@tensorflow/tfjs-core";
import type { BackendCandidate } from "./backend-candidate.ts";
import { engramBackend, registerEngramBackend } from "./engram/register-engram-backend.ts";
import { kernelsInWords, skippedInWords } from "./kernels-in-words.ts";

const ENGRAM = "engram";
const PREFIX = `${ENGRAM}:`;

/**
 * `engram` on the fastest build of the kernels that runs here, or on the one that `backend` names.
 *
 * @param createKernels of @engram/kernels or of its `./node`.
 * @param options.backend "engram", "engram:BUILD", or anything else, which stands for "engram".
 * @throws RangeError for a build that does not exist.
 */
export function engramCandidate(
  createKernels: (options: KernelsOptions) => Promise<Kernels>,
  { backend, threads }: { backend?: string | undefined; threads?: number | undefined },
): BackendCandidate {
  const build = backend?.startsWith(PREFIX) ? buildNamed(backend.slice(PREFIX.length)) : undefined;
  const name = build === undefined ? ENGRAM : PREFIX + build;
  return {
    backend: name,
    runs: name,
    async load() {
      if (tf.findBackendFactory(name) != null) return;
      const kernels = await createKernels({ build, threads });
      // Asked for again while the threads were being started.
      if (tf.findBackendFactory(name) != null) return kernels.dispose();
      registerEngramBackend(kernels, { name });
    },
    inspect() {
      const { kernels } = engramBackend() as { kernels: Kernels };
      if (threads !== undefined && threads < kernels.threads) {
        throw new Error(
          `it runs on ${kernels.threads} threads already; tf.removeBackend("${name}") ends them`,
        );
      }
      return { runs: `${ENGRAM} (${kernelsInWords(kernels)})`, skipped: skippedInWords(kernels) };
    },
  };
}

function buildNamed(name: string): BuildName {
  const build = BUILD_NAMES.find((each) => each === name);
  if (build === undefined) {
    throw new RangeError(
      `chooseBackend: expected engram:BUILD with a build of ${BUILD_NAMES.join(", ")}, got ${JSON.stringify(name)}`,
    );
  }
  return build;
}
