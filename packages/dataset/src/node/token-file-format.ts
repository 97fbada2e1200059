import { createHash } from "node:crypto";

/*
 * The header of a token file: 64 bytes, little-endian. The ids follow, `width` bytes each, and nothing else.
 *
 *   0  8  magic "ENGRAMTK"
 *   8  2  format version, 1
 *  10  2  width of an id in bytes: 2 or 4
 *  12  4  vocabulary size V; every id is below it
 *  16  8  number of ids
 *  24 32  SHA-256 of the ids' bytes
 *  56  8  first bytes of the SHA-256 of bytes 0 to 55
 */
export const HEADER_BYTES = 64;
const MAGIC = "ENGRAMTK";
const VERSION = 1;
const CHECKED_BYTES = 56;

export interface TokenFileHeader {
  /** 2 where V is at most 65,536, otherwise 4. */
  readonly width: 2 | 4;
  readonly vocabularySize: number;
  readonly count: number;
  /** [32] */
  readonly sha256: Uint8Array;
}

export function encodeHeader({ width, vocabularySize, count, sha256 }: TokenFileHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint16(8, VERSION, true);
  view.setUint16(10, width, true);
  view.setUint32(12, vocabularySize, true);
  view.setBigUint64(16, BigInt(count), true);
  bytes.set(sha256, 24);
  bytes.set(checkBytes(bytes), CHECKED_BYTES);
  return bytes;
}

/**
 * @param bytes the start of the file, at most {@link HEADER_BYTES}.
 * @param fileBytes the file's size.
 * @throws Error that says what is wrong, for a file named `path`.
 */
export function decodeHeader(bytes: Uint8Array, path: string, fileBytes: number): TokenFileHeader {
  const fail = (expected: string, got: string | number | bigint) =>
    new Error(`TokenFile.open: expected ${expected} in ${path}, got ${got}`);
  if (bytes.length < HEADER_BYTES)
    throw fail(`a token file (a header of ${HEADER_BYTES} bytes)`, `${fileBytes} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (new TextDecoder("latin1").decode(bytes.subarray(0, 8)) !== MAGIC) {
    throw fail(`a token file (it starts with "${MAGIC}")`, "another start");
  }
  const version = view.getUint16(8, true);
  if (version !== VERSION) throw fail(`token file version ${VERSION}`, version);
  if (!checkBytes(bytes).every((byte, index) => byte === bytes[CHECKED_BYTES + index])) {
    throw fail("an undamaged header", "one that does not match its checksum");
  }
  const width = view.getUint16(10, true);
  if (width !== 2 && width !== 4) throw fail("ids of 2 or 4 bytes", `${width}`);
  const vocabularySize = view.getUint32(12, true);
  if (vocabularySize < 1 || vocabularySize > 2 ** 31)
    throw fail("a vocabulary of 1 to 2^31 ids", vocabularySize);
  const count = view.getBigUint64(16, true);
  if (BigInt(fileBytes) !== BigInt(HEADER_BYTES) + count * BigInt(width)) {
    throw fail(`${count} ids of ${width} bytes`, `a file of ${fileBytes} bytes`);
  }
  return { width, vocabularySize, count: Number(count), sha256: bytes.slice(24, CHECKED_BYTES) };
}

function checkBytes(header: Uint8Array): Uint8Array {
  return createHash("sha256")
    .update(header.subarray(0, CHECKED_BYTES))
    .digest()
    .subarray(0, HEADER_BYTES - CHECKED_BYTES);
}
