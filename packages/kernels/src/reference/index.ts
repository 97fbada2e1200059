import type { OperationArguments, OperationName } from "../abi.ts";
import { referenceGemm } from "./gemm.ts";

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
  lstmForward: () => {},
  lstmBackward: () => {},
};
