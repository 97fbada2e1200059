import type { EngramKernel } from "./engram-kernel.ts";
import { cast } from "./kernels/cast.ts";
import { dropoutMask } from "./kernels/dropout-mask.ts";
import { linearCrossEntropy } from "./kernels/linear-cross-entropy.ts";
import { lstmSequence, lstmSequenceGrad } from "./kernels/lstm-sequence.ts";
import { batchMatMul, fusedMatMul } from "./kernels/mat-mul.ts";
import { optimizerUpdates } from "./kernels/optimizer-updates.ts";
import { gatherNd, gatherV2, scatterNd, unsortedSegmentSum } from "./kernels/rows.ts";
import { sumOfSquares } from "./kernels/sum-of-squares.ts";
import { unaryKernels } from "./kernels/unary.ts";

/** The kernels that `engram` has of its own. */
export const ENGRAM_KERNELS: readonly EngramKernel[] = [
  batchMatMul,
  cast,
  dropoutMask,
  fusedMatMul,
  gatherNd,
  gatherV2,
  linearCrossEntropy,
  lstmSequence,
  lstmSequenceGrad,
  scatterNd,
  sumOfSquares,
  unsortedSegmentSum,
  ...optimizerUpdates,
  ...unaryKernels,
];
