import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { NamedArray } from "./named-array.ts";
import { type ArrayEntry, readSafetensorsHeader } from "./safetensors-header.ts";
import { CHECKSUM_KEY, CHECKSUM_OFFSET, CHECKSUM_PREFIX, UNSET_CHECKSUM } from "./safetensors-layout.ts";
import { numbersFromBytes } from "./safetensors-types.ts";

/**
 * The arrays and texts of a safetensors file, whoever wrote it and whatever its bytes are.
 *
 * F32, F16, BF16 and F64 become Float32Array, I32, I64 and I8 Int32Array; the numbers are copied. The checksum
 * of our writer is checked where there is one, and left out of `metadata`. Both records have no prototype.
 *
 * @param options.trusted the bytes are part of the program: their checksum is not computed.
 * @throws an Error that begins with "decodeSafetensors:" and says what is wrong: a cut file, a header that is
 * not the format's, offsets that overlap or leave gaps, a shape that does not fit its bytes, an unknown type,
 * a number that its array cannot hold, a checksum that does not match. Nothing larger than `bytes` is
 * allocated before its length was checked.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  { trusted = false }: { readonly trusted?: boolean } = {},
): {
  arrays: Record<string, NamedArray>;
  metadata: Record<string, string>;
} {
  const { entries, metadata, dataStart } = readSafetensorsHeader(bytes);
  checkCoverage(entries, bytes.length - dataStart);
  if (beginsWithChecksum(bytes)) {
    if (!trusted) checkChecksum(bytes, metadata[CHECKSUM_KEY]);
    delete metadata[CHECKSUM_KEY];
  }
  const arrays: Record<string, NamedArray> = Object.create(null);
  for (const { name, dtype, shape, begin, end } of entries) {
    const part = bytes.subarray(dataStart + begin, dataStart + end);
    arrays[name] = { shape, data: numbersFromBytes(name, dtype, part) };
  }
  return { arrays, metadata };
}

/** Every byte of the data belongs to exactly one array. */
function checkCoverage(entries: readonly ArrayEntry[], dataLength: number): void {
  const ordered = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of ordered) {
    if (begin !== covered) {
      const fault = begin < covered ? "overlaps the array before it" : "leaves a gap before it";
      throw new Error(
        `decodeSafetensors: expected "${name}" to begin at byte ${covered}, got ${begin}, which ${fault}`,
      );
    }
    covered = end;
  }
  if (covered !== dataLength) {
    throw new Error(`decodeSafetensors: expected ${covered} bytes of data, got ${dataLength}`);
  }
}

function beginsWithChecksum(bytes: Uint8Array): boolean {
  for (let index = 0; index < CHECKSUM_PREFIX.length; index++) {
    if (bytes[8 + index] !== CHECKSUM_PREFIX.charCodeAt(index)) return false;
  }
  return true;
}

function checkChecksum(bytes: Uint8Array, expected: string): void {
  const hash = sha256.create();
  hash.update(bytes.subarray(0, CHECKSUM_OFFSET));
  hash.update(new TextEncoder().encode(UNSET_CHECKSUM));
  hash.update(bytes.subarray(CHECKSUM_OFFSET + UNSET_CHECKSUM.length));
  const actual = bytesToHex(hash.digest());
  if (actual !== expected) {
    throw new Error(
      `decodeSafetensors: expected the SHA-256 ${expected.slice(0, 64)}, got ${actual}: the file was changed or damaged after it was written`,
    );
  }
}
