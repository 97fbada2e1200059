import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { EngramBackend } from "./engram-backend.ts";

/** What TensorFlow.js gives a kernel. Optional inputs that are not there are undefined. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: EngramBackend;
}

/** A kernel of the backend `engram`. */
export interface EngramKernel {
  readonly kernelName: string;
  /**
   * @returns undefined for what it leaves to the kernel of `cpu` of the same name: odd types, high ranks. What it
   *   has made by then is freed, as it is when it throws.
   */
  run(call: KernelCall): TensorInfo | TensorInfo[] | undefined;
}
