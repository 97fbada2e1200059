import * as tf from "@tensorflow/tfjs-core";
import { EngramLstm, type EngramLstmArgs, reasonAgainst } from "./engram-lstm.ts";

/**
 * From now on a model that is loaded (`tf.loadLayersModel`, `tf.models.modelFromJSON`) runs each layer saved as
 * `LSTM` on the fused kernels, where its arguments allow; the others are tf.layers' own, as before.
 *
 * @returns a function that ends it.
 */
export function loadLstmsAsEngram(): () => void {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const before = classNameMap.LSTM;
  const [plain, plainFromConfig] = before;
  const fromConfig = ((_class: unknown, config: tf.serialization.ConfigDict) => {
    const args = config as unknown as EngramLstmArgs;
    const given = { ...args, recurrentActivation: args.recurrentActivation ?? "hardSigmoid" };
    return reasonAgainst(given as EngramLstmArgs) === undefined
      ? new EngramLstm(given as EngramLstmArgs)
      : plainFromConfig(plain, config);
  }) as typeof plainFromConfig;
  classNameMap.LSTM = [plain, fromConfig];
  return () => {
    classNameMap.LSTM = before;
  };
}
