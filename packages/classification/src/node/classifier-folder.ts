import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Precision, SequenceClassifier } from "@engram/lstm-core";
import { loadModelFolder, saveModelFolder, writeFileWhole } from "@engram/lstm-core/node";
import { type Tokenizer, type TokenizerJson, tokenizerFromJson } from "@engram/tokenizer";
import {
  CLASSIFIER_FILE,
  type ClassifierFile,
  MEMBER_FOLDERS,
  readClassifierFile,
  writeClassifierFile,
} from "../classifier-file.ts";
import type { ClassifierModel } from "../classifier-model.ts";
import { isLinear } from "../linear/linear-classifier.ts";
import { type Member, type MemberName, memberName, TextClassifier } from "../text-classifier.ts";
import { loadLinearFolder, saveLinearFolder } from "./linear-folder.ts";

/** A save takes far longer than the moment in which a load can meet one. */
const MOST_LOADS = 3;

/**
 * Saves a classifier as a folder: `classifier.json`, and a model folder for each member (`forward/`, `backward/`).
 *
 * At any moment, also when the process is killed or the disk is full, the folder holds the old classifier or the new
 * one. One save into a folder must end before the next begins.
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
  const encoder = new TextEncoder();
  const tokenizerJson = classifier.tokenizer.toJson();
  const members: MemberName[] = [];
  const sha256: Record<string, string> = {};
  const inUse = await namesInUse(directory);
  try {
    for (const member of classifier.members) {
      const name = memberName(member);
      const staged = join(directory, `.${name}.${randomUUID()}`);
      await saveMember(staged, member.model, { tokenizerJson, precision });
      members.push(name);
      sha256[name] = await hashOfConfig(staged);
      const waiting = waitingName(name, sha256[name]);
      // What a killed save left in use is this very model.
      if (inUse.includes(waiting)) continue;
      await rm(join(directory, waiting), { recursive: true, force: true });
      await rename(staged, join(directory, waiting));
    }
    if (card !== undefined) await writeFileWhole(join(directory, "README.md"), encoder.encode(card));
    const file = writeClassifierFile({ config: classifier.config, members, sha256 });
    // From here on the folder is the new classifier's.
    await writeFileWhole(join(directory, CLASSIFIER_FILE), encoder.encode(file));
  } catch (error) {
    await removeLeftovers(directory, inUse);
    throw error;
  }
  for (const name of Object.keys(MEMBER_FOLDERS) as MemberName[]) {
    await rm(join(directory, MEMBER_FOLDERS[name]), { recursive: true, force: true });
    if (!members.includes(name)) continue;
    await rename(join(directory, waitingName(name, sha256[name])), join(directory, MEMBER_FOLDERS[name]));
  }
  await removeLeftovers(directory, []);
}

async function saveMember(
  folder: string,
  model: ClassifierModel,
  companions: { readonly tokenizerJson: unknown; readonly precision: Precision },
): Promise<void> {
  if (isLinear(model)) return saveLinearFolder(folder, model, companions);
  if (!isTrainable(model)) {
    throw new TypeError(
      "saveTextClassifier: expected models that were trained or loaded to be trained, got a runner",
    );
  }
  await saveModelFolder(folder, { model, ...companions });
}

/**
 * Loads a folder that `saveTextClassifier` wrote, whatever its files hold; also while another process saves into it.
 *
 * @throws an Error that names the file and what is wrong with it.
 */
export async function loadTextClassifier(directory: string): Promise<TextClassifier> {
  const path = join(directory, CLASSIFIER_FILE);
  for (let load = 1; ; load++) {
    const before = await naming(path, () => readFile(path, "utf8"));
    const file = await naming(path, async () => readClassifierFile(before));
    const isMoving = file.members.some((name) => existsSync(folderWhileMoving(directory, file, name)));
    try {
      return await loadMembers(directory, file);
    } catch (error) {
      const isReplaced = (await readFile(path, "utf8")) !== before;
      if (load === MOST_LOADS || !(isMoving || isReplaced)) throw error;
    }
  }
}

async function loadMembers(directory: string, file: ClassifierFile): Promise<TextClassifier> {
  const loaded: Member[] = [];
  try {
    let tokenizer: Tokenizer | undefined;
    for (const name of file.members) {
      // A save that was killed may have left the folder under the name that it had until then.
      const waiting = folderWhileMoving(directory, file, name);
      const folder = existsSync(waiting) ? waiting : join(directory, MEMBER_FOLDERS[name]);
      const bundle =
        name === "linear" ? { model: await loadLinearFolder(folder) } : await loadModelFolder(folder);
      loaded.push({ model: bundle.model as ClassifierModel, reversed: name === "backward" });
      await naming(folder, async () => {
        if (!("classes" in bundle.model.config)) {
          throw new Error("expected a classifier, got a language model");
        }
        if ((await hashOfConfig(folder)) !== file.sha256[name]) {
          throw new Error(`expected the config.json that ${CLASSIFIER_FILE} names, got another one`);
        }
        if ("tokenizerJson" in bundle) {
          tokenizer ??= tokenizerFromJson(bundle.tokenizerJson as TokenizerJson);
        }
      });
    }
    const path = join(directory, CLASSIFIER_FILE);
    return await naming(path, async () => new TextClassifier(file.config, tokenizer as Tokenizer, loaded));
  } catch (error) {
    for (const { model } of loaded) model.dispose();
    throw error;
  }
}

/** Where a member's folder stands until it has taken the place of the old one. */
function waitingName(name: MemberName, hash: string): string {
  return `.${name}.${hash}`;
}

function folderWhileMoving(directory: string, { sha256 }: ClassifierFile, name: MemberName): string {
  return join(directory, waitingName(name, sha256[name]));
}

/** The waiting folders of the classifier that is there, which a killed save left. */
async function namesInUse(directory: string): Promise<string[]> {
  try {
    const { members, sha256 } = readClassifierFile(await readFile(join(directory, CLASSIFIER_FILE), "utf8"));
    return members
      .map((name) => waitingName(name, sha256[name]))
      .filter((name) => existsSync(join(directory, name)));
  } catch {
    return [];
  }
}

/** Removes folders of saves that did not end. */
async function removeLeftovers(directory: string, kept: readonly string[]): Promise<void> {
  const names = (await readdir(directory)).filter((name) =>
    /^\.(forward|backward|linear)\.[0-9a-f-]+$/.test(name),
  );
  const leftovers = names.filter((name) => !kept.includes(name));
  await Promise.all(leftovers.map((name) => rm(join(directory, name), { recursive: true, force: true })));
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
