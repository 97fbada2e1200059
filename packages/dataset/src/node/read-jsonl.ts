import { type JsonlOptions, parseJsonl } from "../parse-jsonl.ts";
import type { TextExample } from "../text-example.ts";
import { readChunks } from "./read-text.ts";

/** The examples of a UTF-8 JSONL file, in bounded memory; `parseJsonl` has the options and errors. */
export function readJsonl(
  path: string,
  options: JsonlOptions = {},
): AsyncGenerator<TextExample, void, undefined> {
  return parseJsonl(readChunks(path), { ...options, source: path });
}
