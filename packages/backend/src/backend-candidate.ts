import * as tf from "@tensorflow/tfjs-core";
import type { SkippedBackend } from "./backend-choice.ts";

/** A backend that may or may not be there. */
export interface BackendCandidate {
  /** The name in TensorFlow.js, by which a user asks for it; two candidates may share it. */
  readonly backend: string;
  /** What it is, in a few words. */
  readonly runs: string;
  /** Whether small models may run faster on the CPU: then a trial decides, where the program has one. */
  readonly onGpu?: boolean;
  /** Registers the backend where that is needed; throws why it cannot. */
  load(): Promise<void>;
  /** What it turned out to be, once it runs; throws where that is not what the candidate stands for. */
  inspect?(): { readonly runs: string; readonly skipped?: readonly SkippedBackend[] };
}

/** A backend that is there when the program registered it, for one by importing its package. */
export function registeredBackend(backend: string): BackendCandidate {
  return {
    backend,
    runs: backend,
    onGpu: backend.startsWith("webg"),
    async load() {
      if (tf.findBackendFactory(backend) == null) throw new Error("it is not registered");
    },
  };
}
