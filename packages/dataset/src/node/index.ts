export { type ListTextFilesOptions, listTextFiles } from "./list-text-files.ts";
export { readCsv } from "./read-csv.ts";
export { readJsonl } from "./read-jsonl.ts";
export { readText } from "./read-text.ts";
export { type ReadTextFilesOptions, readTextFiles } from "./read-text-files.ts";
export { TokenFile } from "./token-file.ts";
export { type WriteTokenFileOptions, writeTokenFile } from "./write-token-file.ts";
