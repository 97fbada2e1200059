import type { Provider } from "./implementation.ts";
import { rowName } from "./row-name.ts";

export interface JavaScriptProviderOptions {
  readonly cores: number;
  /** The command that starts a child of Node's. */
  readonly child: readonly string[];
}

/** tf.layers on the backends that npm brings. */
export function layersProvider({ child }: JavaScriptProviderOptions): Provider {
  return {
    family: "tfjs-layers",
    offers(job) {
      if (job.isScaling) return [];
      return ["wasm", "cpu"].map((backend) => {
        const name = rowName(`tfjs-layers ${backend}`, 1);
        if (job.kind === "decoding" && job.int8) return { name, reason: "it has no int8" };
        const settings = { engine: "layers", backend };
        return { name, family: "tfjs-layers" as const, threads: 1, command: child, settings };
      });
    },
  };
}

/** tf.layers on TensorFlow. @param folder of a package @tensorflow/tfjs-node that loads, where there is one. */
export function tfjsNodeProvider(
  { cores, child }: JavaScriptProviderOptions,
  folder: string | undefined,
): Provider {
  const name = rowName("tfjs-node", cores);
  return {
    family: "tfjs-node",
    offers(job) {
      if (job.isScaling) return [];
      if (job.kind === "decoding" && job.int8) return [{ name, reason: "it has no int8" }];
      if (folder === undefined) {
        return [{ name, reason: "it is not built (node tools/build-tfjs-node.mjs)" }];
      }
      const settings = { engine: "layers", backend: "tensorflow" };
      const environment = { ENGRAM_TFJS_NODE: folder };
      return [{ name, family: "tfjs-node", threads: cores, command: child, environment, settings }];
    },
  };
}

/** ONNX Runtime, which runs models and trains none. @param folder of onnxruntime-node, where there is one. */
export function onnxRuntimeProvider(
  { cores, child }: JavaScriptProviderOptions,
  folder: string | undefined,
): Provider {
  return {
    family: "onnxruntime",
    offers(job) {
      if (job.kind !== "decoding") return [];
      return [...new Set([cores, 1])].map((threads) => {
        const name = rowName("onnxruntime-node", threads);
        if (folder === undefined) return { name, reason: "it is not installed (pnpm bench:peers)" };
        const settings = { engine: "onnxruntime", package: folder, threads };
        return { name, family: "onnxruntime" as const, threads, command: child, settings };
      });
    },
  };
}
