import { type CsvOptions, parseCsv } from "../parse-csv.ts";
import type { TextExample } from "../text-example.ts";
import { readChunks } from "./read-text.ts";

/** The examples of a UTF-8 CSV file, in bounded memory; `parseCsv` has the options and errors. */
export function readCsv(
  path: string,
  options: CsvOptions = {},
): AsyncGenerator<TextExample, void, undefined> {
  return parseCsv(readChunks(path), { ...options, source: path });
}
