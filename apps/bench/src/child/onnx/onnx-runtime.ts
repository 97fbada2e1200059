import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What is used of onnxruntime-node, which is installed apart: https://onnxruntime.ai/docs/api/js. */
export interface OnnxRuntime {
  readonly Tensor: new (
    type: "float32" | "int64",
    data: Float32Array | BigInt64Array,
    shape: readonly number[],
  ) => OnnxRuntimeTensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: { readonly intraOpNumThreads: number }): Promise<OnnxSession>;
  };
}

export interface OnnxRuntimeTensor {
  readonly data: Float32Array | BigInt64Array;
}

export interface OnnxSession {
  run(feeds: Readonly<Record<string, OnnxRuntimeTensor>>): Promise<Record<string, OnnxRuntimeTensor>>;
}

/** Loads the package in `folder`. @returns it with its version. */
export function loadOnnxRuntime(folder: string): { runtime: OnnxRuntime; version: string } {
  const runtime = createRequire(import.meta.url)(folder) as OnnxRuntime;
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return { runtime, version: `onnxruntime-node ${version}` };
}
