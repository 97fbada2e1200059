import * as tf from "@tensorflow/tfjs-core";

/** A kernel made of other kernels: tensors in, tensors out; called inside `tf.tidy`. */
export type ComposedKernel<Inputs, Attributes> = (inputs: Inputs, attributes: Attributes) => tf.Tensor[];

/**
 * Runs the active backend's kernel `name`; a backend that has none gets `composed` under that name first.
 *
 * So a backend with a fused version registers it (`tf.registerKernel`) and every model uses it. It may leave a
 * call that it cannot do to the kernel `Composed${name}`, which is always there. What runs inside a kernel is not
 * recorded by the gradient tape: the whole kernel is one entry of it.
 */
export function runOverridableKernel<Inputs extends object, Attributes extends object>(
  name: string,
  inputs: Inputs,
  attributes: Attributes,
  composed: ComposedKernel<Inputs, Attributes>,
): tf.Tensor[] {
  const backendName = tf.getBackend();
  for (const kernelName of [`Composed${name}`, name]) {
    if (tf.getKernel(kernelName, backendName) !== undefined) continue;
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: (call) =>
        tf.tidy(() => composed(call.inputs as unknown as Inputs, call.attrs as unknown as Attributes)),
    });
  }
  return tf
    .engine()
    .runKernel(
      name,
      inputs as unknown as tf.NamedTensorMap,
      attributes as unknown as tf.NamedAttrMap,
    ) as tf.Tensor[];
}

/** True while `tf.grad` and its kin record, as they do outside kernels: what the backward pass needs must be kept. */
export function isRecordingGradients(): boolean {
  const { gradientDepth, kernelDepth } = tf.engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}
