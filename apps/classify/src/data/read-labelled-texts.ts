import { stat } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import type { LabelledText } from "@engram/classification";
import type { TextExample } from "@engram/dataset";
import { listTextFiles, readCsv, readJsonl, readTextFiles } from "@engram/dataset/node";
import { readMailText } from "./mail-text-of.ts";

/** Which columns of .csv and .tsv files, and which fields of .jsonl files, hold texts and labels. */
export interface Fields {
  readonly textField: string;
  readonly labelField: string;
}

/**
 * All labelled texts of the given paths, in their order.
 *
 * @param paths .csv, .tsv and .jsonl files, and folders with a folder for each label: of .txt files, or of mails (.eml).
 * @throws Error that names the file, and the line or the field, that is not as expected.
 */
export async function readLabelledTexts(paths: readonly string[], fields: Fields): Promise<LabelledText[]> {
  const texts: LabelledText[] = [];
  for (const path of paths) {
    for await (const { text, label, source } of await examplesOf(path, fields)) {
      if (label === undefined || label === "") throw new Error(`${source}: expected a label, got none`);
      texts.push({ text, label });
    }
  }
  if (texts.length === 0) throw new Error(`expected labelled texts in ${paths.join(", ")}, found none`);
  return texts;
}

async function examplesOf(
  path: string,
  { textField, labelField }: Fields,
): Promise<AsyncIterable<TextExample>> {
  const status = await stat(path).catch((cause) => {
    throw new Error(`${path}: ${cause.code === "ENOENT" ? "no such file or folder" : cause.message}`, {
      cause,
    });
  });
  if (status.isDirectory()) return filesOf(path);
  const columns = { textColumn: textField, labelColumn: labelField };
  switch (extname(path).toLowerCase()) {
    case ".csv":
      return readCsv(path, columns);
    case ".tsv":
      return readCsv(path, { ...columns, delimiter: "\t" });
    case ".jsonl":
      return readJsonl(path, { textField, labelField });
    default:
      throw new Error(
        `${path}: expected a .csv, .tsv or .jsonl file, or a folder with a folder of texts for each label`,
      );
  }
}

/** A text for each file; the folder in which it lies is its label. */
async function* filesOf(folder: string): AsyncGenerator<TextExample, void, undefined> {
  for (const path of await listTextFiles(folder, { extensions: [".txt", ".eml"] })) {
    if (extname(path) === ".eml") {
      yield { text: await readMailText(path), label: basename(dirname(resolve(path))), source: path };
    } else yield* readTextFiles(path, { labelFromFolder: true });
  }
}
