import type { OperationArguments, OperationName } from "../abi.ts";
import { referenceAdamUpdate } from "./adam-update.ts";
import { referenceBinary } from "./binary.ts";
import { referenceAxpy, referenceCopyStrided, referenceFill, referenceTranspose2d } from "./copy.ts";
import { referenceDecodeLayer } from "./decode-layer.ts";
import { referenceDecodeStep } from "./decode-step.ts";
import { referenceDropoutMask } from "./dropout-mask.ts";
import { referenceEmbeddingGather, referenceEmbeddingScatterAdd } from "./embedding.ts";
import { referenceGemm } from "./gemm.ts";
import { referenceLayerNormBackward, referenceLayerNormForward } from "./layer-norm.ts";
import { referenceLinearCrossEntropy } from "./linear-cross-entropy.ts";
import { referenceLstmBackward } from "./lstm-backward.ts";
import { referenceLstmForward } from "./lstm-forward.ts";
import { referencePackMatrix } from "./pack-matrix.ts";
import { referenceReduce } from "./reduce.ts";
import { referenceRmsPropUpdate } from "./rms-prop-update.ts";
import { referenceSgdUpdate } from "./sgd-update.ts";
import {
  referenceLogSoftmaxRows,
  referenceLogSoftmaxRowsGrad,
  referenceSoftmaxRows,
  referenceSoftmaxRowsGrad,
} from "./softmax.ts";
import { referenceSumOfSquares } from "./sum-of-squares.ts";
import { referenceUnary } from "./unary.ts";

/** Views of the memory that offsets point into. */
export interface ReferenceMemory {
  float32(offset: number, length: number): Float32Array;
  int32(offset: number, length: number): Int32Array;
  uint8(offset: number, length: number): Uint8Array;
}

/** An operation in plain TypeScript, as its formulas read; numbers are float64 until they are stored. */
export type ReferenceOperation<Name extends OperationName> = (
  given: Required<OperationArguments<Name>>,
  memory: ReferenceMemory,
) => void;

/** What every build is checked against. */
export const REFERENCE: { readonly [Name in OperationName]: ReferenceOperation<Name> } = {
  gemm: referenceGemm,
  lstmForward: referenceLstmForward,
  lstmBackward: referenceLstmBackward,
  unary: referenceUnary,
  embeddingGather: referenceEmbeddingGather,
  embeddingScatterAdd: referenceEmbeddingScatterAdd,
  layerNormForward: referenceLayerNormForward,
  layerNormBackward: referenceLayerNormBackward,
  dropoutMask: referenceDropoutMask,
  sumOfSquares: referenceSumOfSquares,
  adamUpdate: referenceAdamUpdate,
  sgdUpdate: referenceSgdUpdate,
  rmsPropUpdate: referenceRmsPropUpdate,
  packMatrix: referencePackMatrix,
  decodeLayer: referenceDecodeLayer,
  decodeStep: referenceDecodeStep,
  linearCrossEntropy: referenceLinearCrossEntropy,
  binary: referenceBinary,
  reduce: referenceReduce,
  fill: referenceFill,
  axpy: referenceAxpy,
  copyStrided: referenceCopyStrided,
  transpose2d: referenceTranspose2d,
  softmaxRows: referenceSoftmaxRows,
  logSoftmaxRows: referenceLogSoftmaxRows,
  softmaxRowsGrad: referenceSoftmaxRowsGrad,
  logSoftmaxRowsGrad: referenceLogSoftmaxRowsGrad,
};
