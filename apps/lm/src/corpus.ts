import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { listTextFiles, readCsv, readJsonl, readText } from "@engram/dataset/node";
import { textSize } from "@engram/metrics";
import { type CleaningOptions, cleanBlock } from "./cleaning.ts";

/** One file of a corpus, as model cards and run.json name it. */
export interface CorpusFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A text in one or more files, and its size after cleaning. */
export interface Corpus {
  readonly files: readonly CorpusFile[];
  /** Unicode code points. */
  readonly characters: number;
  /** UTF-8 bytes. */
  readonly bytes: number;
}

/**
 * Reads the files once: names, hashes, and the size of their cleaned text.
 *
 * @param paths text files, .jsonl, .csv and .tsv files, and folders (their .txt files, recursively).
 * @throws Error that names the file that is missing, empty or not UTF-8 text.
 */
export async function measureCorpus(
  paths: readonly string[],
  cleaning: CleaningOptions,
): Promise<{ corpus: Corpus; files: readonly string[] }> {
  const files = await listTextFiles(paths);
  let characters = 0;
  let bytes = 0;
  for await (const block of corpusText(files, cleaning)) {
    const size = textSize(block);
    characters += size.characters;
    bytes += size.bytes;
  }
  if (characters === 0) {
    throw new Error(`expected text in ${files.join(", ") || paths.join(", ")}, found none`);
  }
  return { corpus: { files: await Promise.all(files.map(describeFile)), characters, bytes }, files };
}

async function describeFile(path: string): Promise<CorpusFile> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return { name: basename(path), bytes: (await stat(path)).size, sha256: hash.digest("hex") };
}

/** The cleaned text of the files, one after another, in blocks of whole lines; a line end stands between files. */
export async function* corpusText(
  files: readonly string[],
  cleaning: CleaningOptions,
): AsyncGenerator<string, void, undefined> {
  for (const [index, file] of files.entries()) {
    let endsLine = true;
    for await (const block of readBlocks(file, cleaning.textField)) {
      const text = cleanBlock(block, cleaning);
      if (text === "") continue;
      endsLine = text.endsWith("\n");
      yield text;
    }
    if (!endsLine && index < files.length - 1) yield "\n";
  }
}

/** The text of a file in blocks of whole lines; a file of records gives one block a record. */
async function* readBlocks(file: string, textField: string): AsyncGenerator<string, void, undefined> {
  const extension = extname(file).toLowerCase();
  if (extension === ".jsonl") {
    for await (const { text } of readJsonl(file, { textField })) yield `${text}\n`;
  } else if (extension === ".csv" || extension === ".tsv") {
    const delimiter = extension === ".tsv" ? "\t" : ",";
    for await (const { text } of readCsv(file, { textColumn: textField, delimiter })) yield `${text}\n`;
  } else {
    yield* readText(file);
  }
}

/** The code points at [start, end) of a text that comes in blocks. */
export async function* textBetween(
  blocks: AsyncIterable<string>,
  start: number,
  end: number,
): AsyncGenerator<string, void, undefined> {
  let position = 0;
  for await (const block of blocks) {
    const { characters } = textSize(block);
    const from = Math.max(0, start - position);
    const to = Math.min(characters, end - position);
    position += characters;
    if (to > from) yield block.slice(unitOf(block, from), unitOf(block, to));
    if (position >= end) return;
  }
}

/** Where code point number `count` of a text begins, in UTF-16 units. */
function unitOf(text: string, count: number): number {
  let unit = 0;
  for (let passed = 0; passed < count; passed++) unit += text.codePointAt(unit)! > 0xffff ? 2 : 1;
  return unit;
}
