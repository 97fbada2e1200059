import * as tf from "@tensorflow/tfjs-core";

/** `tf.tidy` for results whose interfaces its own type does not know (it walks them all the same). */
export function tidy<Result>(body: () => Result): Result {
  return tf.tidy(body as () => tf.TensorContainer) as Result;
}
