export type { OperationArguments, OperationName } from "../abi.ts";
export { BUILD_NAMES, type BuildName } from "../build-name.ts";
export { Heap } from "../heap.ts";
export { Kernels, type SkippedBuild } from "../kernels.ts";
export type { PreparedOperation } from "../prepared-operation.ts";
export type { KernelsOptions } from "../start-kernels.ts";
export { UNARY_KINDS, type UnaryKind, unaryKind } from "../unary-kind.ts";
export { createKernels } from "./create-kernels.ts";
