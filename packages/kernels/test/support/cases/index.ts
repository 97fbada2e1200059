import type { OperationName } from "../../../src/index.ts";
import { decodeCase, packMatrixCase } from "./decode-cases.ts";
import { gemmCase } from "./gemm-case.ts";
import { lstmBackwardCase, lstmForwardCase } from "./lstm-case.ts";
import type { DrawCase } from "./operation-case.ts";
import {
  embeddingGatherCase,
  embeddingScatterAddCase,
  layerNormBackwardCase,
  layerNormForwardCase,
  linearCrossEntropyCase,
  unaryCase,
} from "./row-cases.ts";
import {
  axpyCase,
  binaryCase,
  copyStridedCase,
  fillCase,
  logSoftmaxRowsCase,
  logSoftmaxRowsGradCase,
  reduceCase,
  softmaxRowsCase,
  softmaxRowsGradCase,
  transpose2dCase,
} from "./tensor-cases.ts";
import {
  adamUpdateCase,
  dropoutMaskCase,
  rmsPropUpdateCase,
  sgdUpdateCase,
  sumOfSquaresCase,
} from "./update-cases.ts";

export { Draw } from "./draw.ts";
export type { OperationCase } from "./operation-case.ts";

/** Drawn calls of every operation: what the tests of threads, sanitizers, pages and the fuzz run go through. */
export const CASES: { readonly [Name in OperationName]: DrawCase } = {
  gemm: gemmCase,
  lstmForward: lstmForwardCase,
  lstmBackward: lstmBackwardCase,
  unary: unaryCase,
  embeddingGather: embeddingGatherCase,
  embeddingScatterAdd: embeddingScatterAddCase,
  layerNormForward: layerNormForwardCase,
  layerNormBackward: layerNormBackwardCase,
  dropoutMask: dropoutMaskCase,
  sumOfSquares: sumOfSquaresCase,
  adamUpdate: adamUpdateCase,
  sgdUpdate: sgdUpdateCase,
  rmsPropUpdate: rmsPropUpdateCase,
  packMatrix: packMatrixCase,
  decodeLayer: decodeCase,
  decodeStep: decodeCase,
  linearCrossEntropy: linearCrossEntropyCase,
  binary: binaryCase,
  reduce: reduceCase,
  fill: fillCase,
  axpy: axpyCase,
  copyStrided: copyStridedCase,
  transpose2d: transpose2dCase,
  softmaxRows: softmaxRowsCase,
  logSoftmaxRows: logSoftmaxRowsCase,
  softmaxRowsGrad: softmaxRowsGradCase,
  logSoftmaxRowsGrad: logSoftmaxRowsGradCase,
};
