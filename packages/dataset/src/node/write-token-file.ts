import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { endianness } from "node:os";
import { encodeHeader, HEADER_BYTES } from "./token-file-format.ts";

export interface WriteTokenFileOptions {
  /** V, at most 2^31: every id is below it. Ids take 2 bytes where it is at most 65,536, otherwise 4. */
  readonly vocabularySize: number;
}

/** Ids that are converted at a time, however large a chunk is. */
const BLOCK_IDS = 256 * 1024;

/**
 * Writes token ids to a file that `TokenFile.open` reads, holding no more than one chunk in memory.
 *
 * Atomic: `path` is the old file or the new one, whole, at any moment (temporary file beside it, fsync, rename);
 * after an error the temporary file is gone and `path` is as before.
 *
 * @returns how many ids were written.
 * @throws RangeError for an id outside [0, V), with its place; whatever `chunks` throws.
 */
export async function writeTokenFile(
  path: string,
  chunks: Iterable<Int32Array> | AsyncIterable<Int32Array>,
  { vocabularySize }: WriteTokenFileOptions,
): Promise<number> {
  if (!Number.isInteger(vocabularySize) || vocabularySize < 1 || vocabularySize > 2 ** 31) {
    throw new RangeError(
      `writeTokenFile: expected vocabularySize to be an integer in [1, 2^31], got ${vocabularySize}`,
    );
  }
  if (endianness() !== "LE")
    throw new Error("writeTokenFile: expected a little-endian machine, got a big-endian one");
  const temporary = `${path}.${process.pid}.${Date.now().toString(36)}.tmp`;
  const file = await open(temporary, "wx");
  try {
    let count: number;
    try {
      count = await writeIds(file, chunks, vocabularySize);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return count;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeIds(
  file: FileHandle,
  chunks: Iterable<Int32Array> | AsyncIterable<Int32Array>,
  vocabularySize: number,
): Promise<number> {
  const width = vocabularySize <= 0x1_0000 ? 2 : 4;
  const hash = createHash("sha256");
  let count = 0;
  await file.writeFile(new Uint8Array(HEADER_BYTES));
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += BLOCK_IDS) {
      const ids = chunk.subarray(start, start + BLOCK_IDS);
      checkIds(ids, vocabularySize, count);
      const packed = width === 2 ? new Uint16Array(ids) : ids;
      const bytes = new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength);
      hash.update(bytes);
      await file.writeFile(bytes);
      count += ids.length;
    }
  }
  const header = encodeHeader({ width, vocabularySize, count, sha256: hash.digest() });
  await file.write(header, 0, header.length, 0);
  return count;
}

function checkIds(ids: Int32Array, vocabularySize: number, before: number): void {
  for (let index = 0; index < ids.length; index++) {
    if (ids[index] < 0 || ids[index] >= vocabularySize) {
      throw new RangeError(
        `writeTokenFile: expected ids in [0, ${vocabularySize}), got ${ids[index]} at ${before + index}`,
      );
    }
  }
}
