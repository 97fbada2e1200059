import * as tf from "@tensorflow/tfjs-core";

/** Owner of the tensors that flow from one batch to the next. */
export class CarriedState {
  private tensors: tf.NamedTensorMap | undefined;

  /** What the next batch starts from; the tensors stay ours. */
  current(): tf.NamedTensorMap | undefined {
    return this.tensors;
  }

  /** Takes over `next` (already kept) and disposes what was there. */
  replace(next: tf.NamedTensorMap | undefined): void {
    if (this.tensors !== undefined) tf.dispose(this.tensors);
    this.tensors = next;
  }

  clear(): void {
    this.replace(undefined);
  }
}

/** Copies that outlive the tidy around them and share the tensors' data; the originals stay their owner's. */
export function keepCopies(tensors: tf.NamedTensorMap): tf.NamedTensorMap {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]),
  );
}
