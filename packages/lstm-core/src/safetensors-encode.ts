import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { StoredArray } from "./named-array.ts";
import { CHECKSUM_KEY, CHECKSUM_OFFSET, MAX_HEADER_BYTES, UNSET_CHECKSUM } from "./safetensors-layout.ts";

/**
 * The arrays and texts as one safetensors file; equal input gives equal bytes.
 *
 * Float32Array is written as F32, Int32Array as I32, Int8Array as I8, in the order of the record. The file holds a
 * SHA-256 of itself (see safetensors-layout.ts), which {@link decodeSafetensors} checks.
 *
 * @param arrays name to array; the product of a shape is the length of its data.
 * @param metadata texts to keep beside the arrays.
 * @throws when a shape does not fit its data, or a name is `__proto__`, `__metadata__` or (metadata) `sha256`.
 */
export function encodeSafetensors(
  arrays: Readonly<Record<string, StoredArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(arrays);
  // Joined by hand: an object would put names such as "0" first, and the checksum must be in front.
  const members = [`"__metadata__":${metadataJson(metadata)}`];
  let dataLength = 0;
  for (const [name, array] of entries) {
    const dtype = checkedType(name, array);
    const end = dataLength + array.data.byteLength;
    const entry = { dtype, shape: array.shape, data_offsets: [dataLength, end] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    dataLength = end;
  }
  const json = new TextEncoder().encode(`{${members.join(",")}}`);
  const headerLength = Math.ceil(json.length / 8) * 8;
  if (headerLength > MAX_HEADER_BYTES) {
    throw new RangeError(
      `encodeSafetensors: expected names and metadata of at most ${MAX_HEADER_BYTES} bytes, got ${headerLength}`,
    );
  }

  const bytes = new Uint8Array(8 + headerLength + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  bytes.fill(0x20, 8 + json.length, 8 + headerLength);
  let position = 8 + headerLength;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  bytes.set(new TextEncoder().encode(bytesToHex(sha256(bytes))), CHECKSUM_OFFSET);
  return bytes;
}

function metadataJson(metadata: Readonly<Record<string, string>>): string {
  const members = [`"${CHECKSUM_KEY}":"${UNSET_CHECKSUM}"`];
  for (const [name, text] of Object.entries(metadata)) {
    if (name === "__proto__" || name === CHECKSUM_KEY) {
      throw new Error(`encodeSafetensors: expected a metadata name other than "${name}"`);
    }
    if (typeof text !== "string") {
      throw new TypeError(
        `encodeSafetensors: expected metadata "${name}" to be a string, got ${typeof text}`,
      );
    }
    members.push(`${JSON.stringify(name)}:${JSON.stringify(text)}`);
  }
  return `{${members.join(",")}}`;
}

function checkedType(name: string, { shape, data }: StoredArray): "F32" | "I32" | "I8" {
  if (name === "__proto__" || name === "__metadata__") {
    throw new Error(`encodeSafetensors: expected an array name other than "${name}"`);
  }
  const isShape = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isShape || shape.reduce((product, size) => product * size, 1) !== data.length) {
    throw new RangeError(
      `encodeSafetensors: expected "${name}" to hold as many numbers as its shape [${shape}] says, got ${data.length}`,
    );
  }
  if (data instanceof Float32Array) return "F32";
  if (data instanceof Int32Array) return "I32";
  if (data instanceof Int8Array) return "I8";
  throw new TypeError(
    `encodeSafetensors: expected "${name}" to be a Float32Array, an Int32Array or an Int8Array`,
  );
}
