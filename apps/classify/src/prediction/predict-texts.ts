import type { Prediction } from "@engram/classification";
import { inBatches } from "./in-batches.ts";
import type { Predictor } from "./open-predictor.ts";

/** Texts of a model call: enough to keep the cores busy. */
const BATCH_TEXTS = 128;
const WAIT_MILLISECONDS = 20;

/** Each item with what its text is, in their order; the model reads several at a time. */
export async function* predictTexts<Item>(
  predictor: Predictor,
  items: AsyncIterable<Item>,
  textOf: (item: Item) => string | Uint8Array,
): AsyncGenerator<{ item: Item; prediction: Prediction }, void, undefined> {
  const options = { most: BATCH_TEXTS, waitMilliseconds: WAIT_MILLISECONDS };
  for await (const batch of inBatches(items, options)) {
    const predictions = await predictor.predict(batch.map(textOf));
    for (const [index, item] of batch.entries()) yield { item, prediction: predictions[index] };
  }
}
