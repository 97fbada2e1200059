import type { EngramKernel } from "./engram-kernel.ts";
import { addN } from "./kernels/add-n.ts";
import { binaryKernels, eluGrad } from "./kernels/binary.ts";
import { cast } from "./kernels/cast.ts";
import { concat, pack } from "./kernels/concat.ts";
import { dropoutMask } from "./kernels/dropout-mask.ts";
import { fill, onesLike, zerosLike } from "./kernels/fill.ts";
import { linearCrossEntropy } from "./kernels/linear-cross-entropy.ts";
import { lstmSequence, lstmSequenceGrad } from "./kernels/lstm-sequence.ts";
import { batchMatMul, fusedMatMul } from "./kernels/mat-mul.ts";
import { optimizerUpdates } from "./kernels/optimizer-updates.ts";
import { padV2 } from "./kernels/pad.ts";
import { max, mean, min, sum } from "./kernels/reduce.ts";
import { gatherNd, gatherV2, scatterNd, unsortedSegmentSum } from "./kernels/rows.ts";
import { slice, splitV, unpack } from "./kernels/slice.ts";
import { softmax } from "./kernels/softmax.ts";
import { sumOfSquares } from "./kernels/sum-of-squares.ts";
import { transpose } from "./kernels/transpose.ts";
import { step, unaryKernels } from "./kernels/unary.ts";

/** The kernels that `engram` has of its own. */
export const ENGRAM_KERNELS: readonly EngramKernel[] = [
  ...[lstmSequence, lstmSequenceGrad, linearCrossEntropy],
  ...[batchMatMul, fusedMatMul],
  ...unaryKernels,
  ...[step, cast],
  ...binaryKernels,
  ...[eluGrad, addN],
  ...[sum, mean, max, min, softmax],
  ...[gatherV2, gatherNd, unsortedSegmentSum, scatterNd],
  ...[slice, splitV, unpack, concat, pack, padV2, transpose],
  ...[fill, zerosLike, onesLike],
  ...optimizerUpdates,
  ...[sumOfSquares, dropoutMask],
];
