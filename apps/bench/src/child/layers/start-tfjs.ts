import { chooseBackend } from "@engram/backend/node";
import * as tf from "@tensorflow/tfjs";
import type { ChildSettings } from "../../runner/protocol.ts";

/** Starts a backend of TensorFlow.js and says which, with its version. */
export async function startTfjs({ backend }: ChildSettings): Promise<string> {
  await chooseBackend({ backend });
  return `tfjs ${tf.version.tfjs} ${tf.getBackend()}`;
}
