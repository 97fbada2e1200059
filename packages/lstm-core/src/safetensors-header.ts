import { checkJsonText } from "./check-json-text.ts";
import { MAX_HEADER_BYTES } from "./safetensors-layout.ts";
import { BYTES_PER_NUMBER } from "./safetensors-types.ts";

/** One array of the header. Its bytes are [begin, end) of the data, as many as its shape and type need. */
export interface ArrayEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** Records in records in the header: header, array, shape. */
const MAX_DEPTH = 3;

/** Reads and checks all of the header but how the arrays lie to each other. */
export function readSafetensorsHeader(bytes: Uint8Array): {
  entries: readonly ArrayEntry[];
  metadata: Record<string, string>;
  dataStart: number;
} {
  if (bytes.length < 8) {
    throw new Error(`decodeSafetensors: expected at least 8 bytes, got ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Above 2^53 the number is inexact, but then it is too large anyway.
  const headerLength = Number(view.getBigUint64(0, true));
  const available = Math.min(bytes.length - 8, MAX_HEADER_BYTES);
  if (headerLength > available) {
    throw new Error(
      `decodeSafetensors: expected a header of at most ${available} bytes (what the file holds, and at most ${MAX_HEADER_BYTES}), got a claimed length of ${headerLength}`,
    );
  }
  const dataStart = 8 + headerLength;
  const header = parseHeader(bytes.subarray(8, dataStart));
  const metadata: Record<string, string> = Object.create(null);
  const entries: ArrayEntry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name !== "__metadata__") entries.push(readEntry(name, value, bytes.length - dataStart));
    else Object.assign(metadata, readMetadata(value));
  }
  return { entries, metadata, dataStart };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    checkJsonText(text, MAX_DEPTH);
    header = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`decodeSafetensors: expected a header in JSON, got an error: ${reason.slice(0, 200)}`);
  }
  return asRecord(header, "the header");
}

function readMetadata(value: unknown): Record<string, string> {
  const metadata = asRecord(value, "__metadata__");
  for (const [name, text] of Object.entries(metadata)) {
    if (typeof text !== "string") {
      throw new Error(`decodeSafetensors: expected metadata "${name}" to be a string, got ${typeof text}`);
    }
  }
  return metadata as Record<string, string>;
}

function readEntry(name: string, value: unknown, dataLength: number): ArrayEntry {
  const { dtype, shape, data_offsets: offsets } = asRecord(value, `"${name}"`);
  const size = typeof dtype === "string" ? BYTES_PER_NUMBER.get(dtype) : undefined;
  if (typeof dtype !== "string" || size === undefined) {
    const known = [...BYTES_PER_NUMBER.keys()].join(", ");
    throw new Error(
      `decodeSafetensors: expected the type of "${name}" to be one of ${known}, got ${show(dtype)}`,
    );
  }
  if (!isCounts(shape)) {
    throw new Error(
      `decodeSafetensors: expected the shape of "${name}" to be integers of 0 or more, got ${show(shape)}`,
    );
  }
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1] || offsets[1] > dataLength) {
    throw new Error(
      `decodeSafetensors: expected the offsets of "${name}" to be [begin, end] within ${dataLength} bytes of data, got ${show(offsets)}`,
    );
  }
  const [begin, end] = offsets;
  const needed = shape.reduce((product, length) => product * length, size);
  if (needed !== end - begin) {
    throw new Error(
      `decodeSafetensors: expected "${name}" of type ${dtype} and shape ${show(shape)} to have ${needed} bytes, got ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function asRecord(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`decodeSafetensors: expected ${what} to be an object, got ${show(value)}`);
  }
  return value as Record<string, unknown>;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100);
}
