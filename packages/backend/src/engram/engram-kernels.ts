import type { EngramKernel } from "./engram-kernel.ts";
import { cast } from "./kernels/cast.ts";
import { lstmSequence, lstmSequenceGrad } from "./kernels/lstm-sequence.ts";
import { batchMatMul, fusedMatMul } from "./kernels/mat-mul.ts";

/** The kernels that `engram` has of its own. */
export const ENGRAM_KERNELS: readonly EngramKernel[] = [
  batchMatMul,
  cast,
  fusedMatMul,
  lstmSequence,
  lstmSequenceGrad,
];
