import * as tf from "@tensorflow/tfjs-core";
import {
  composedLinearCrossEntropy,
  LINEAR_CROSS_ENTROPY,
  type LinearCrossEntropyAttributes,
  type LinearCrossEntropyInputs,
} from "../kernels/composed-linear-cross-entropy.ts";
import { isRecordingGradients, runOverridableKernel } from "../kernels/overridable-kernel.ts";

/**
 * The mean nats of the targets under softmax(hidden · kernel + bias): output layer and loss in one op.
 *
 * @param hidden float32 [N,H].
 * @param kernel float32 [H,V].
 * @param bias float32 [V].
 * @param targets int32 [N], each in [0, V), or -1 where there is none.
 * @returns the mean over the targets that count (0 when none does) and their number.
 */
export function linearCrossEntropy(
  hidden: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  targets: Int32Array,
): { loss: tf.Scalar; count: number } {
  if (targets.length !== hidden.shape[0]) {
    throw new RangeError(`linearCrossEntropy: expected ${hidden.shape[0]} targets, got ${targets.length}`);
  }
  const count = targets.reduce((sum, target) => sum + (target >= 0 ? 1 : 0), 0);
  const attributes: LinearCrossEntropyAttributes = {
    scale: count === 0 ? 0 : 1 / count,
    keepGrads: isRecordingGradients(),
  };
  const ids = tf.tensor1d(targets, "int32");
  const loss = lossWithGrads(attributes, ids)(hidden, kernel, bias) as tf.Scalar;
  ids.dispose();
  return { loss, count };
}

/**
 * The kernel with its gradients, which it has computed already.
 *
 * Only the loss is an output of the tape's entry: for further outputs, that nothing depends on, TensorFlow.js would
 * make zeros as large as the gradients.
 */
function lossWithGrads(attributes: LinearCrossEntropyAttributes, targets: tf.Tensor1D) {
  return tf.customGrad((...args) => {
    const [hidden, kernel, bias, save] = args as unknown as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor1D,
      (tensors: tf.Tensor[]) => void,
    ];
    const inputs: LinearCrossEntropyInputs = { hidden, kernel, bias, targets };
    const [loss, ...grads] = runOverridableKernel(
      LINEAR_CROSS_ENTROPY,
      inputs,
      attributes,
      composedLinearCrossEntropy,
    );
    save(grads);
    return {
      value: loss,
      gradFunc: (lossGrad, saved) => saved.map((grad) => tf.mul(grad, lossGrad)),
    };
  });
}
