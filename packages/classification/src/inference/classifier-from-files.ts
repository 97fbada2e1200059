import { ClassifierRunner, type Kernels, readModelFiles } from "@engram/lstm-core/inference";
import { type Tokenizer, type TokenizerJson, tokenizerFromJson } from "@engram/tokenizer";
import { CLASSIFIER_FILE, MEMBER_FOLDERS, readClassifierFile } from "../classifier-file.ts";
import { linearFromFiles } from "../linear/linear-files.ts";
import { type Member, TextClassifier } from "../text-classifier.ts";

/** The files of a classifier's folder by their path in it, such as `forward/config.json`, as bytes. */
export type ClassifierFiles = Readonly<Record<string, Uint8Array>>;

/**
 * A classifier that only predicts, on the kernels alone: what `saveTextClassifier` wrote, without TensorFlow.js.
 *
 * @param options.onDispose called when the classifier is disposed.
 * @param options.trusted the files are part of the program: their hashes are not computed.
 * @throws an Error that names the file and what is wrong with it.
 */
export function classifierFromFiles(
  files: ClassifierFiles,
  kernels: Kernels,
  { trusted = false, ...options }: { readonly onDispose?: () => void; readonly trusted?: boolean } = {},
): TextClassifier {
  const where = "classifierFromFiles: ";
  if (!Object.hasOwn(files, CLASSIFIER_FILE))
    throw new Error(`${where}${CLASSIFIER_FILE}: expected the file, got none`);
  const file = naming(where + CLASSIFIER_FILE, () =>
    readClassifierFile(new TextDecoder("utf-8", { fatal: true }).decode(files[CLASSIFIER_FILE])),
  );
  const members: Member[] = [];
  let tokenizer: Tokenizer | undefined;
  try {
    for (const name of file.members) {
      const folder = `${MEMBER_FOLDERS[name]}/`;
      const own = Object.entries(files).filter(([path]) => path.startsWith(folder));
      const inFolder = Object.fromEntries(own.map(([path, bytes]) => [path.slice(folder.length), bytes]));
      if (name === "linear") {
        members.push({ model: linearFromFiles(inFolder, where + folder, { trusted }), reversed: false });
        continue;
      }
      const content = readModelFiles(inFolder, where + folder, { trusted });
      naming(where + folder, () => {
        if (content.model.type !== "sequence-classifier") {
          throw new Error(`expected a classifier, got a ${content.model.type}`);
        }
        members.push({
          model: new ClassifierRunner(kernels, content.model.config, content.arrays),
          reversed: name === "backward",
        });
        tokenizer ??= tokenizerFromJson(content.tokenizerJson as TokenizerJson);
      });
    }
    return naming(
      where + CLASSIFIER_FILE,
      () => new TextClassifier(file.config, tokenizer as Tokenizer, members, options),
    );
  } catch (error) {
    for (const { model } of members) model.dispose();
    throw error;
  }
}

function naming<Result>(where: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
  }
}
