import * as tf from "@tensorflow/tfjs-core";

/** Whether the active backend has a kernel of its own under this name; docs/architecture.md lists ours. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) != null;
}

/**
 * Updates a parameter and its slots by one kernel of the backend, which multiplies the gradient by
 * `gradientScale` on the way.
 *
 * @param variables the parameter and its slots in the order of the kernel's results.
 * @returns false, having done nothing, where the backend has no such kernel.
 */
export function fusedUpdate(
  name: string,
  gradient: tf.Tensor,
  variables: Readonly<Record<string, tf.Variable>>,
  attributes: Readonly<Record<string, number | boolean>>,
): boolean {
  if (!hasKernel(name)) return false;
  const inputs = { ...variables, gradient };
  const results = tf.engine().runKernel(name, inputs, { ...attributes, inPlace: true }) as tf.Tensor[];
  let index = 0;
  for (const variable of Object.values(variables)) variable.assign(results[index++]);
  return true;
}
