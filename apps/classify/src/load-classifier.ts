import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TextClassifier } from "@engram/classification";
import { classifierFromFiles } from "@engram/classification/inference";
import { createKernels } from "@engram/kernels/node";

/** What a classifier's folder may hold of files that are read. */
const FILE =
  /^(?:classifier\.json|(?:forward|backward|linear)\/(?:config\.json|model\.safetensors|tokenizer\.json))$/;

/**
 * A classifier that only predicts, from a folder that `train` or `saveTextClassifier` wrote: on the kernels alone,
 * which start in a fraction of TensorFlow.js's time.
 *
 * @throws Error that names the folder or file and what is wrong with it.
 */
export async function loadClassifier(directory: string): Promise<TextClassifier> {
  const names = await readdir(directory, { recursive: true }).catch((cause) => {
    throw new Error(`${directory}: ${cause.code === "ENOENT" ? "no such folder" : cause.message}`, { cause });
  });
  const files: Record<string, Uint8Array> = {};
  for (const name of names.map((path) => path.replaceAll("\\", "/")).filter((path) => FILE.test(path))) {
    files[name] = await readFile(join(directory, name));
  }
  if (files["classifier.json"] === undefined) {
    throw new Error(`${directory} is not the folder of a classifier: it has no classifier.json`);
  }
  const kernels = await createKernels();
  try {
    return classifierFromFiles(files, kernels, { onDispose: () => kernels.dispose() });
  } catch (error) {
    kernels.dispose();
    throw new Error(`${directory}: ${(error as Error).message}`, { cause: error });
  }
}
