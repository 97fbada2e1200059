import { readFile, stat } from "node:fs/promises";
import { LanguageModel, type ModelBundle, modelFilesFromZip, modelFromFiles } from "@engram/lstm-core";
import { loadModelFolder } from "@engram/lstm-core/node";
import { type Tokenizer, tokenizerFromJson } from "@engram/tokenizer";

/**
 * A language model and its tokenizer from a model folder, or from a zip file of one.
 *
 * @throws Error that names the file and what is wrong with it.
 */
export async function loadModel(directory: string): Promise<{ model: LanguageModel; tokenizer: Tokenizer }> {
  const { model, tokenizerJson } = await readBundle(directory);
  if (!(model instanceof LanguageModel)) {
    throw new Error(`${directory} holds a classifier; expected a language model`);
  }
  if (tokenizerJson === undefined) throw new Error(`${directory}: expected a tokenizer.json`);
  const tokenizer = tokenizerFromJson(tokenizerJson);
  if (tokenizer.vocabularySize !== model.config.vocabularySize) {
    throw new Error(
      `${directory}: the tokenizer has ${tokenizer.vocabularySize} tokens, the model ${model.config.vocabularySize}`,
    );
  }
  return { model, tokenizer };
}

async function readBundle(path: string): Promise<ModelBundle> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return loadModelFolder(path);
  return modelFromFiles(modelFilesFromZip(await readFile(path), { source: path }));
}
