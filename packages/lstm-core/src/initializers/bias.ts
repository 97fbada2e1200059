import { GATES, gateColumns } from "../gate-order.ts";

/** Zeros. */
export function zeros(shape: readonly number[]): Float32Array {
  return new Float32Array(shape.reduce((product, size) => product * size, 1));
}

/** 1 for the forget gate, so that a new LSTM remembers (Jozefowicz, Zaremba and Sutskever 2015), else 0. */
export function forgetBias([width]: readonly number[]): Float32Array {
  return gateColumns(width / GATES.length, (gate) => (gate === "forget" ? 1 : 0));
}
