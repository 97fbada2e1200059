import { REDUCE_KINDS, type ReduceKind } from "../reduce-kind.ts";
import type { ReferenceOperation } from "./index.ts";

const JOIN: Readonly<Record<ReduceKind, (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  mean: (a, b) => a + b,
  maximum: Math.max,
  minimum: Math.min,
};

const START: Readonly<Record<ReduceKind, number>> = {
  sum: 0,
  mean: 0,
  maximum: Number.NEGATIVE_INFINITY,
  minimum: Number.POSITIVE_INFINITY,
};

/** input [outer, reduced, inner] -> output [outer, inner]. Rows of a matrix: inner is 1; columns: outer is 1. */
export const referenceReduce: ReferenceOperation<"reduce"> = (given, memory) => {
  const { outer, reduced, inner } = given;
  const kind = REDUCE_KINDS[given.kind];
  const input = memory.float32(given.input, outer * reduced * inner);
  const output = memory.float32(given.output, outer * inner);
  for (let row = 0; row < outer; row++) {
    for (let column = 0; column < inner; column++) {
      let result = START[kind];
      for (let index = 0; index < reduced; index++) {
        result = JOIN[kind](result, input[(row * reduced + index) * inner + column]);
      }
      output[row * inner + column] = kind === "mean" ? result / reduced : result;
    }
  }
};
