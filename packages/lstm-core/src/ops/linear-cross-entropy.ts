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
  registerLinearCrossEntropyGradient();
  const count = targets.reduce((sum, target) => sum + (target >= 0 ? 1 : 0), 0);
  const inputs: LinearCrossEntropyInputs = { hidden, kernel, bias, targets: tf.tensor1d(targets, "int32") };
  const attributes: LinearCrossEntropyAttributes = {
    scale: count === 0 ? 0 : 1 / count,
    keepGrads: isRecordingGradients(),
  };
  const [loss, ...grads] = runOverridableKernel(
    LINEAR_CROSS_ENTROPY,
    inputs,
    attributes,
    composedLinearCrossEntropy,
  );
  tf.dispose([inputs.targets, grads]);
  return { loss: loss as tf.Scalar, count };
}

function registerLinearCrossEntropyGradient(): void {
  if (tf.getGradient(LINEAR_CROSS_ENTROPY) !== undefined) return;
  tf.registerGradient({
    kernelName: LINEAR_CROSS_ENTROPY,
    outputsToSave: [false, true, true, true],
    gradFunc: (outputGrads, [hidden, kernel, bias]) => {
      const [lossGrad] = outputGrads as tf.Tensor[];
      return {
        hidden: () => tf.mul(hidden, lossGrad),
        kernel: () => tf.mul(kernel, lossGrad),
        bias: () => tf.mul(bias, lossGrad),
      };
    },
  });
}
