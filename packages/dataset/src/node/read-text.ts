import { createReadStream } from "node:fs";
import { decodeUtf8 } from "../decode-utf8.ts";
import { lineBlocks } from "../line-blocks.ts";

/** Bytes that are read at a time. */
const CHUNK_BYTES = 256 * 1024;

/**
 * The text of one UTF-8 file of any size, in blocks of whole lines (see `lineBlocks`).
 *
 * Joined, the blocks are the file's text without its byte order mark.
 *
 * @throws Error that names the file, and the byte where it is not UTF-8 or is binary.
 */
export function readText(path: string): AsyncGenerator<string, void, undefined> {
  return lineBlocks(readChunks(path));
}

/** The text of one UTF-8 file, cut anywhere between two characters. */
export function readChunks(path: string): AsyncGenerator<string, void, undefined> {
  return decodeUtf8(readBytes(path), { source: path });
}

async function* readBytes(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) yield chunk;
  } catch (cause) {
    // Node's message for a folder does not name it.
    throw new Error(`readText: expected a readable file at ${path}, got: ${(cause as Error).message}`, {
      cause,
    });
  }
}
