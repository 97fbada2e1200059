import writeFileAtomic from "write-file-atomic";
import type { Tokenizer } from "../tokenizer.ts";

/**
 * Writes a tokenizer as Hugging Face's tokenizer.json.
 *
 * Atomic (temporary file, fsync, rename): a reader sees the old file or the new one, never half of one.
 */
export async function saveTokenizer(path: string, tokenizer: Tokenizer): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(tokenizer.toJson(), null, 2)}\n`);
}
