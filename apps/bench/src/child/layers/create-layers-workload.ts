import type { Workload, WorkloadContext } from "../workload.ts";
import { layersClassification } from "./layers-classification.ts";
import { layersDecoding } from "./layers-decoding.ts";
import { layersTraining } from "./layers-training.ts";
import { startTfjs } from "./start-tfjs.ts";
import { tensorProduct } from "./tensor-product.ts";

/** A job on tf.layers (products: on tf.matMul), as TensorFlow.js' own examples would have it. */
export async function createLayersWorkload({ job, data, settings }: WorkloadContext): Promise<Workload> {
  const version = await startTfjs(settings);
  switch (job.kind) {
    case "training":
      return layersTraining({ job, data, settings }, version);
    case "classification":
      return layersClassification({ job, data, settings }, version);
    case "decoding":
      return layersDecoding({ job, data, settings }, version);
    case "product":
      return tensorProduct({ job, data, settings }, version);
  }
}
