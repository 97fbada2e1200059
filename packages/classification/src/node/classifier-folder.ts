import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Precision, SequenceClassifier } from "@engram/lstm-core";
import { loadModelFolder, saveModelFolder, writeFileWhole } from "@engram/lstm-core/node";
import { type Tokenizer, type TokenizerJson, tokenizerFromJson } from "@engram/tokenizer";
import {
  CLASSIFIER_FILE,
  MEMBER_FOLDERS,
  type MemberName,
  readClassifierFile,
  writeClassifierFile,
} from "../classifier-file.ts";
import type { ClassifierModel } from "../classifier-model.ts";
import { type Member, TextClassifier } from "../text-classifier.ts";

/**
 * Saves a classifier as a folder: `classifier.json`, and a model folder for each member (`forward/`, `backward/`).
 *
 * classifier.json is written last and names the hash of each member's config.json, so a folder of which only some
 * files were written is not taken for a classifier.
 *
 * @param options.card the README.md, in Markdown: see `modelCard`.
 * @param options.precision "int8" makes the files a quarter as large.
 */
export async function saveTextClassifier(
  directory: string,
  classifier: TextClassifier,
  { card, precision = "float32" }: { readonly card?: string; readonly precision?: Precision } = {},
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const tokenizerJson = classifier.tokenizer.toJson();
  const members: MemberName[] = [];
  const sha256: Record<string, string> = {};
  for (const { model, reversed } of classifier.members) {
    const name = reversed ? "backward" : "forward";
    const folder = join(directory, MEMBER_FOLDERS[name]);
    if (!isTrainable(model)) {
      throw new TypeError(
        "saveTextClassifier: expected models that were trained or loaded to be trained, got a runner",
      );
    }
    await saveModelFolder(folder, { model, tokenizerJson, precision });
    members.push(name);
    sha256[name] = await hashOfConfig(folder);
  }
  const encoder = new TextEncoder();
  if (card !== undefined) await writeFileWhole(join(directory, "README.md"), encoder.encode(card));
  const file = writeClassifierFile({ config: classifier.config, members, sha256 });
  await writeFileWhole(join(directory, CLASSIFIER_FILE), encoder.encode(file));
}

/**
 * Loads a folder that `saveTextClassifier` wrote, whatever its files hold.
 *
 * @throws an Error that names the file and what is wrong with it.
 */
export async function loadTextClassifier(directory: string): Promise<TextClassifier> {
  const path = join(directory, CLASSIFIER_FILE);
  const file = await naming(path, async () => readClassifierFile(await readFile(path, "utf8")));
  const loaded: Member[] = [];
  try {
    let tokenizer: Tokenizer | undefined;
    for (const name of file.members) {
      const folder = join(directory, MEMBER_FOLDERS[name]);
      const bundle = await loadModelFolder(folder);
      loaded.push({ model: bundle.model as SequenceClassifier, reversed: name === "backward" });
      await naming(folder, async () => {
        if (!("classes" in bundle.model.config))
          throw new Error("expected a classifier, got a language model");
        if ((await hashOfConfig(folder)) !== file.sha256[name]) {
          throw new Error(`expected the config.json that ${CLASSIFIER_FILE} names, got another one`);
        }
        tokenizer ??= tokenizerFromJson(bundle.tokenizerJson as TokenizerJson);
      });
    }
    return await naming(path, async () => new TextClassifier(file.config, tokenizer as Tokenizer, loaded));
  } catch (error) {
    for (const { model } of loaded) model.dispose();
    throw error;
  }
}

/** Not `instanceof`: a program may have the package twice, as an ES module and as CommonJS. */
function isTrainable(model: ClassifierModel): model is SequenceClassifier {
  return "parameters" in model;
}

async function hashOfConfig(folder: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(join(folder, "config.json")))
    .digest("hex");
}

async function naming<Result>(where: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw new Error(`loadTextClassifier: ${where}: ${(error as Error).message}`, { cause: error });
  }
}
