import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import type { Tokenizer } from "../tokenizer.ts";

/**
 * Writes a tokenizer as Hugging Face's tokenizer.json.
 *
 * Atomic (temporary file, fsync, rename): a reader sees the old file or the new one, never half of one.
 */
export async function saveTokenizer(path: string, tokenizer: Tokenizer): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(tokenizer.toJson(), null, 2)}\n`, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
