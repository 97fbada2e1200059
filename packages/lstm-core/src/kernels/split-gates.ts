import * as tf from "@tensorflow/tfjs-core";
import { GATES, type Gate } from "../gate-order.ts";

/** The four blocks [..,H] of `joined` [..,4H]. */
export function splitGates<Joined extends tf.Tensor1D | tf.Tensor2D>(joined: Joined): Record<Gate, Joined> {
  const blocks = tf.split<Joined>(joined, GATES.length, joined.rank - 1);
  return Object.fromEntries(GATES.map((gate, index) => [gate, blocks[index]])) as Record<Gate, Joined>;
}

/** The inverse of {@link splitGates}: [N,4H] of four blocks [N,H]. */
export function joinGates(blocks: Readonly<Record<Gate, tf.Tensor2D>>): tf.Tensor2D {
  return tf.concat(
    GATES.map((gate) => blocks[gate]),
    1,
  );
}
