import type { EngramKernel } from "./engram-kernel.ts";
import { cast } from "./kernels/cast.ts";
import { linearCrossEntropy } from "./kernels/linear-cross-entropy.ts";
import { lstmSequence, lstmSequenceGrad } from "./kernels/lstm-sequence.ts";
import { batchMatMul, fusedMatMul } from "./kernels/mat-mul.ts";
import { gatherNd, gatherV2, scatterNd, unsortedSegmentSum } from "./kernels/rows.ts";
import { unaryKernels } from "./kernels/unary.ts";

/** The kernels that `engram` has of its own. */
export const ENGRAM_KERNELS: readonly EngramKernel[] = [
  batchMatMul,
  cast,
  fusedMatMul,
  gatherNd,
  gatherV2,
  linearCrossEntropy,
  lstmSequence,
  lstmSequenceGrad,
  scatterNd,
  unsortedSegmentSum,
  ...unaryKernels,
];
