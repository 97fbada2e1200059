import { existsSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../package-folder.ts";

/** Where tools/build-tfjs-node.mjs leaves @tensorflow/tfjs-node, or where ENGRAM_TFJS_NODE says it is. */
export function findTfjsNode(): string | undefined {
  const folder = join(repositoryFolder, ".venv/tfjs-node/node_modules/@tensorflow/tfjs-node");
  return process.env.ENGRAM_TFJS_NODE || (existsSync(folder) ? folder : undefined);
}

/** Where `pnpm bench:peers` leaves onnxruntime-node: at 290 MB it is no dependency of ours. */
export function findOnnxRuntime(): string | undefined {
  const folder = join(repositoryFolder, ".venv/onnxruntime/node_modules/onnxruntime-node");
  return existsSync(folder) ? folder : undefined;
}
