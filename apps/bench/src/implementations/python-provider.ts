import { join } from "node:path";
import type { Job } from "../jobs/job.ts";
import { packageFolder } from "../package-folder.ts";
import type { Provider } from "./implementation.ts";
import { rowName } from "./row-name.ts";

/** The Python peers, the module that each needs, and whether its number of threads can be chosen. */
export const PYTHON_PEERS = {
  pytorch: { module: "torch", choosesThreads: true },
  keras: { module: "keras", choosesThreads: false },
  jax: { module: "jax", choosesThreads: false },
} as const;

export type PythonPeer = keyof typeof PYTHON_PEERS;

/**
 * A peer in Python. PyTorch runs on one thread and on all, because small models are faster on one; the ratio is to
 * its better one.
 *
 * @param python an interpreter that has it, where there is one.
 */
export function pythonProvider(peer: PythonPeer, python: string | undefined, cores: number): Provider {
  const { module, choosesThreads } = PYTHON_PEERS[peer];
  const script = join(packageFolder, "peers", `${peer}_peer.py`);
  return {
    family: peer,
    offers(job) {
      if (job.isScaling && peer !== "pytorch") return [];
      const counts = choosesThreads ? [...(job.threads ?? new Set([cores, 1]))] : [cores];
      return counts.map((threads) => {
        const name = rowName(peer, threads);
        if (python === undefined) {
          return { name, reason: `no Python here has ${module} (pnpm bench:peers, or ENGRAM_PYTHON)` };
        }
        if (isInt8(job) && peer !== "pytorch") return { name, reason: "it has no int8 LSTM" };
        const command = [python, "-u", script];
        return { name, family: peer, threads, command, settings: { engine: peer, threads } };
      });
    },
  };
}

function isInt8(job: Job): boolean {
  return job.kind === "decoding" && job.int8;
}
