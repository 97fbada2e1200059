import "@tensorflow/tfjs";
import { LanguageModel } from "@engram/lstm-core";
import { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";

/** An untrained model of letters, its weights scaled up so that it is of strong opinions. */
export async function tinyModel(seed = 1): Promise<{ model: LanguageModel; tokenizer: CharTokenizer }> {
  const tokenizer = await CharTokenizer.train(["abcdefgh .,\nUserAitn:"]);
  const model = LanguageModel.create(
    { vocabularySize: tokenizer.vocabularySize, embeddingSize: 6, hiddenSizes: [9, 8] },
    { seed },
  );
  for (const [name, parameter] of Object.entries(model.parameters)) {
    if (name.endsWith("ernel")) tf.tidy(() => parameter.assign(tf.mul(parameter, 4)));
  }
  return { model, tokenizer };
}
