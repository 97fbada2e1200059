import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { endianness } from "node:os";
import type { TokenSource } from "../token-source.ts";
import { decodeHeader, HEADER_BYTES, type TokenFileHeader } from "./token-file-format.ts";

/** Bytes that `verify` holds at a time. */
const VERIFY_BYTES = 1024 * 1024;

/**
 * Token ids on disk, read by position: a file of any size takes the memory of what is asked for.
 *
 * Written by `writeTokenFile`. Opening checks the header and the size; the ids' checksum is checked by `verify`,
 * since that reads the whole file. Every id that `read` gives is below `vocabularySize`.
 */
export class TokenFile implements TokenSource {
  readonly path: string;
  private readonly header: TokenFileHeader;
  private descriptor: number | undefined;

  /** Use {@link TokenFile.open}. */
  private constructor(path: string, descriptor: number, header: TokenFileHeader) {
    this.path = path;
    this.descriptor = descriptor;
    this.header = header;
  }

  /** @throws Error that names the file and what is wrong with it: not a token file, cut, longer than its count, damaged. */
  static open(path: string): TokenFile {
    if (endianness() !== "LE")
      throw new Error("TokenFile.open: expected a little-endian machine, got a big-endian one");
    const descriptor = openSync(path, "r");
    try {
      const start = new Uint8Array(HEADER_BYTES);
      const header = decodeHeader(
        start.subarray(0, readAt(descriptor, start, 0)),
        path,
        fstatSync(descriptor).size,
      );
      return new TokenFile(path, descriptor, header);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  /** Number of ids. */
  get length(): number {
    return this.header.count;
  }

  /** V: every id is below it. */
  get vocabularySize(): number {
    return this.header.vocabularySize;
  }

  /** The ids at [start, end), 0 <= start <= end <= length, in an array of their own. */
  read(start: number, end: number): Int32Array {
    if (
      !(
        Number.isSafeInteger(start) &&
        Number.isSafeInteger(end) &&
        0 <= start &&
        start <= end &&
        end <= this.length
      )
    ) {
      throw new RangeError(`TokenFile.read: expected a range in [0, ${this.length}), got ${start} to ${end}`);
    }
    const { width, vocabularySize } = this.header;
    const bytes = new Uint8Array((end - start) * width);
    if (readAt(this.open(), bytes, HEADER_BYTES + start * width) < bytes.length) {
      throw new Error(
        `TokenFile.read: expected ${this.length} ids in ${this.path}, but it was cut after it was opened`,
      );
    }
    const ids = width === 2 ? new Int32Array(new Uint16Array(bytes.buffer)) : new Int32Array(bytes.buffer);
    for (let index = 0; index < ids.length; index++) {
      if (ids[index] >>> 0 >= vocabularySize) {
        throw new Error(
          `TokenFile.read: expected ids below ${vocabularySize} in ${this.path}, got ${ids[index] >>> 0} at ${start + index}`,
        );
      }
    }
    return ids;
  }

  /**
   * Reads the whole file and compares the ids with their checksum.
   *
   * @throws Error that names the file when they differ.
   */
  verify(): void {
    const hash = createHash("sha256");
    const bytes = new Uint8Array(VERIFY_BYTES);
    const end = HEADER_BYTES + this.length * this.header.width;
    for (let position = HEADER_BYTES; position < end; position += VERIFY_BYTES) {
      hash.update(bytes.subarray(0, readAt(this.open(), bytes, position)));
    }
    if (!hash.digest().equals(this.header.sha256)) {
      throw new Error(
        `TokenFile.verify: expected the ids in ${this.path} to match their checksum, but they are damaged`,
      );
    }
  }

  /** Closes the file; may be called again. */
  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private open(): number {
    if (this.descriptor === undefined)
      throw new Error(`TokenFile.read: expected an open file, but ${this.path} was closed`);
    return this.descriptor;
  }
}

/** Fills `bytes` from `position` on; the result is less than their number only at the end of the file. */
function readAt(descriptor: number, bytes: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(descriptor, bytes, filled, bytes.length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
