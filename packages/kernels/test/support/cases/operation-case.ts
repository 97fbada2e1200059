import type { Kernels, OperationName } from "../../../src/node/index.ts";
import { type OperationCall, runOperation } from "../run-operation.ts";
import type { Draw } from "./draw.ts";

/** One call of an operation, or a few that belong together, on drawn sizes and numbers. */
export interface OperationCase {
  /** Sizes and choices, for whoever has to find out what failed. */
  readonly label: string;
  /** The bound on `relativeError` against the reference. */
  readonly tolerance: number;
  /** Outputs by name. */
  run(kernels: Kernels): Record<string, Float32Array>;
  /** Outputs that differ among builds (their layout depends on the vectors' width). */
  readonly ofOneBuild?: readonly string[];
}

export type DrawCase = (draw: Draw) => OperationCase;

/** A case of one call. */
export function callCase<Name extends OperationName>(
  operation: Name,
  tolerance: number,
  call: OperationCall<Name>,
): OperationCase {
  const { values, inputs } = call;
  const label = JSON.stringify({ ...values, inputs: Object.keys(inputs) });
  return { label, tolerance, run: (kernels) => runOperation(kernels, operation, call) };
}
