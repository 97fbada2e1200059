import { drawToken } from "@engram/generation";
import { Random } from "@engram/random";
import * as tf from "@tensorflow/tfjs";
import type { DecodingJob } from "../../jobs/job.ts";
import { nats } from "../nats.ts";
import type { Workload, WorkloadContext } from "../workload.ts";
import { lstmLayer, setLayersWeights } from "./layers-weights.ts";

/** Tokens by a stateful model of tf.layers: one `predict` each. */
export function layersDecoding({ job, data }: WorkloadContext<DecodingJob>, version: string): Workload {
  const { vocabularySize, hiddenSize, layers } = job;
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ batchInputShape: [1, 1, vocabularySize] }));
  for (let layer = 0; layer < layers; layer++) {
    model.add(lstmLayer(hiddenSize, { returnSequences: layer + 1 < layers, stateful: true }));
  }
  model.add(tf.layers.dense({ units: vocabularySize }));
  setLayersWeights(model, data);
  const random = new Random(0);
  let token = 0;
  const read = (id: number) =>
    tf.tidy(() => {
      const input = tf.oneHot(tf.tensor2d([id], [1, 1], "int32"), vocabularySize).toFloat();
      return (model.predict(input) as tf.Tensor).dataSync() as Float32Array;
    });
  return {
    version,
    async check() {
      const tokens = data.tokens.data;
      const values = Array.from({ length: tokens.length - 1 }, (_, index) =>
        nats(read(tokens[index]), tokens[index + 1]),
      );
      model.resetStates();
      return values;
    },
    async run(steps) {
      for (let step = 0; step < steps; step++) token = drawToken(read(token), random);
    },
    close() {},
  };
}
