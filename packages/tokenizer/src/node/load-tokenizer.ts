import { readFile, stat } from "node:fs/promises";
import type { Tokenizer } from "../tokenizer.ts";
import { tokenizerFromJson } from "../tokenizer-from-json.ts";

/** Several times the largest tokenizer.json in use. */
const MAX_FILE_BYTES = 128 * 2 ** 20;

/**
 * Reads a tokenizer.json.
 *
 * @throws Error that names the file and what is wrong with it.
 */
export async function loadTokenizer(path: string): Promise<Tokenizer> {
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES) {
    throw new RangeError(
      `loadTokenizer: expected ${path} to have at most ${MAX_FILE_BYTES} bytes, got ${size}`,
    );
  }
  const text = await readFile(path, "utf8");
  try {
    return tokenizerFromJson(JSON.parse(text));
  } catch (cause) {
    throw new Error(`loadTokenizer: ${path}: ${(cause as Error).message}`, { cause });
  }
}
