import * as tf from "@tensorflow/tfjs-core";

/**
 * Runs `read` while no gradient is recorded: what it returns counts as given, and what it needed on the way is
 * freed at once.
 */
export function withoutGradient(read: () => tf.Tensor[]): tf.Tensor[] {
  let shapes: number[][] = [];
  // What runs inside an op is not on the tape, and an op has one result: so all come out as one row.
  const flat = tf.customGrad((...inputs) => {
    const results = read();
    shapes = results.map(({ shape }) => [...shape]);
    return {
      value: tf.concat(results.map((result) => tf.reshape(result, [-1]))),
      gradFunc: () => tf.zerosLike(inputs[0] as tf.Tensor),
    };
  })(tf.scalar(0));
  const sizes = shapes.map((shape) => tf.util.sizeFromShape(shape));
  return tf.split(flat, sizes).map((part, index) => tf.reshape(part, shapes[index]));
}
