import type { Job } from "../jobs/job.ts";
import { operationsOf } from "../jobs/operations.ts";
import type { Offer, Provider } from "./implementation.ts";
import { rowName } from "./row-name.ts";

/** The reference is there to be read; above so many operations a step it would hold up all others. */
const REFERENCE_OPERATIONS = 2e8;

/** They run on the calling thread. */
const SINGLE = ["wasm-single-relaxed", "wasm-single", "reference"];

export interface EngramProviderOptions {
  /** The builds that this machine runs, fastest first. */
  readonly builds: readonly string[];
  /** Whether the models run on TensorFlow.js' own backends, too. */
  readonly onBackends: boolean;
  readonly cores: number;
  /** The command that starts a child of Node's. */
  readonly child: readonly string[];
  /** The folder of a package @tensorflow/tfjs-node that loads. */
  readonly tfjsNode: string | undefined;
}

/**
 * The builds of our kernels; and the same models on backends of TensorFlow.js, where the LSTM is composed of its
 * ops (`wasm`) or TensorFlow's block op (`tensorflow`).
 */
export function engramProvider({
  builds,
  onBackends,
  cores,
  child,
  tfjsNode,
}: EngramProviderOptions): Provider {
  const command = [...child];
  const ofBuild = (job: Job, build: string, threads: number): Offer => {
    const name = rowName(`engram ${build}`, threads);
    if (build === "reference" && operationsOf(job) > REFERENCE_OPERATIONS) {
      return { name, reason: `only for jobs of at most ${REFERENCE_OPERATIONS / 1e9} G operations a step` };
    }
    const settings = { engine: "engram", build, threads };
    return { name, family: "engram", unit: build, threads, command, settings };
  };
  const onBackend = (backend: string, threads: number, environment: Record<string, string> = {}): Offer => {
    const settings = { engine: "engram", backend };
    const name = rowName(`engram on tfjs ${backend}`, threads);
    return { name, family: "engram", threads, command, environment, settings };
  };
  return {
    family: "engram",
    offers(job) {
      const chosen = job.isScaling ? fastestOfEachKind(builds) : builds;
      const counts = [...(job.threads ?? new Set([cores, 1]))];
      const rows = chosen.flatMap((build) =>
        (SINGLE.includes(build) ? [1] : counts).map((threads) => ofBuild(job, build, threads)),
      );
      const hasNone = job.isScaling || job.kind === "product" || (job.kind === "decoding" && job.int8);
      if (hasNone || !onBackends) return rows;
      rows.push(onBackend("wasm", 1));
      if (tfjsNode !== undefined) rows.push(onBackend("tensorflow", cores, { ENGRAM_TFJS_NODE: tfjsNode }));
      return rows;
    },
  };
}

/** For a series of sizes: the fastest build of this machine, and the fastest of a page. */
function fastestOfEachKind(builds: readonly string[]): string[] {
  return ["native", "wasm"].flatMap((kind) => builds.find((build) => build.startsWith(kind)) ?? []);
}
