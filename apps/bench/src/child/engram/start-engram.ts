import { describeBackend, registerEngramBackend } from "@engram/backend";
import { chooseBackend } from "@engram/backend/node";
import { type BuildName, createKernels } from "@engram/kernels/node";
import * as tf from "@tensorflow/tfjs-core";
import type { ChildSettings } from "../../runner/protocol.ts";

/**
 * Starts the build of the kernels, or else the backend of TensorFlow.js, that the settings name.
 *
 * @returns what runs.
 * @throws when it does not run as it was named: a row must be what it says.
 */
export async function startEngram({ build, threads, backend }: ChildSettings): Promise<string> {
  if (build === undefined) {
    return describeBackend(await chooseBackend({ backend: backend ?? "engram" }));
  }
  const kernels = await createKernels({ build: build as BuildName, ...(threads && { threads }) });
  if (threads !== undefined && kernels.threads !== threads) {
    throw new Error(`startEngram: expected ${threads} threads, got ${kernels.threads}`);
  }
  registerEngramBackend(kernels);
  if (!(await tf.setBackend("engram"))) throw new Error("startEngram: expected engram to start");
  return `engram ${kernels.build}`;
}
