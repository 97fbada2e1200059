import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { TextExample } from "../text-example.ts";
import { type ListTextFilesOptions, listTextFiles } from "./list-text-files.ts";
import { readChunks } from "./read-text.ts";

export interface ReadTextFilesOptions extends ListTextFilesOptions {
  /** Labels each text with the name of the folder it lies in (`train/pos/17.txt` -> "pos"). Default false. */
  readonly labelFromFolder?: boolean;
  /** Bytes of the largest file that is taken; default 64 Mi. Use `readText` for larger ones. */
  readonly maximumBytes?: number;
}

/**
 * One example per UTF-8 file, the whole file as its text: for folders of many small texts.
 *
 * Holds one file at a time. The order is that of `listTextFiles`.
 *
 * @throws Error that names the file that is too large, or the byte where it is not UTF-8 or is binary.
 */
export async function* readTextFiles(
  paths: string | readonly string[],
  { labelFromFolder = false, maximumBytes = 64 * 1024 * 1024, ...which }: ReadTextFilesOptions = {},
): AsyncGenerator<TextExample, void, undefined> {
  for (const path of await listTextFiles(paths, which)) {
    const { size } = await stat(path);
    if (size > maximumBytes) {
      throw new Error(
        `readTextFiles: expected files of at most ${maximumBytes} bytes, got ${size} in ${path}`,
      );
    }
    let text = "";
    for await (const chunk of readChunks(path)) text += chunk;
    yield labelFromFolder
      ? { text, label: basename(dirname(resolve(path))), source: path }
      : { text, source: path };
  }
}
