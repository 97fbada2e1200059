import { engramBackend } from "@engram/backend";
import { checkSize } from "../check-config.ts";
import type { Decoder, DecoderModel, DecoderOptions } from "./decoder.ts";
import { KernelDecoder, MOST_LAYERS } from "./kernel-decoder.ts";
import { ModelDecoder } from "./model-decoder.ts";
import { PackedWeights } from "./packed-weights.ts";

/**
 * A {@link Decoder} for the active backend: on `engram` one call into the kernels a token, without tensors;
 * elsewhere the model's own `step`.
 *
 * @throws RangeError when an option is wrong, or the heap is full.
 */
export function createDecoder(model: DecoderModel, options: DecoderOptions = {}): Decoder {
  const { batchSize = 1, weights = "float32" } = options;
  checkSize(batchSize, "batchSize", "createDecoder");
  if (weights !== "float32" && weights !== "int8") {
    throw new RangeError(`createDecoder: expected weights "float32" or "int8", got ${weights}`);
  }
  const backend = engramBackend();
  const { config, parameters } = model;
  if (backend === undefined || parameters === undefined || config.hiddenSizes.length > MOST_LAYERS) {
    return new ModelDecoder(model, model.zeroState(batchSize));
  }
  const packed = new PackedWeights(backend, { config, parameters }, weights === "int8");
  return new KernelDecoder(backend, packed, batchSize);
}
