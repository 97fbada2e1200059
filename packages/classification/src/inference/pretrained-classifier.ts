import type { Kernels } from "@engram/lstm-core/inference";
import type { TextClassifier } from "../text-classifier.ts";
import { bytesOfFile } from "./bytes-of-base64.ts";
import { classifierFromFiles } from "./classifier-from-files.ts";

/** What a package with a model gives: its files by path, as they are or in base64, and how kernels are started here. */
export interface PretrainedSource {
  readonly files: () => Promise<Readonly<Record<string, string | Uint8Array>>>;
  readonly createKernels: (options: { readonly threads?: number }) => Promise<Kernels & { dispose(): void }>;
}

/** A classifier that was loaded with its kernels, which its `dispose` ends, too. */
export async function pretrainedClassifier(
  { files, createKernels }: PretrainedSource,
  { threads }: { readonly threads?: number } = {},
): Promise<TextClassifier> {
  const [embedded, kernels] = await Promise.all([
    files(),
    createKernels(threads === undefined ? {} : { threads }),
  ]);
  try {
    const decoded = Object.entries(embedded).map(([path, content]) => [path, bytesOfFile(content)]);
    return classifierFromFiles(Object.fromEntries(decoded), kernels, {
      trusted: true,
      onDispose: () => kernels.dispose(),
    });
  } catch (error) {
    kernels.dispose();
    throw error;
  }
}

/** Begins `load` when it is first asked for, and again after it failed. */
export function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | undefined;
  return () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
