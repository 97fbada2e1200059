import { crc32c } from "./crc32c.ts";

/**
 * One record of a TFRecord file:
 *
 * ```text
 * bytes 0-7        length N of the data, little-endian
 * bytes 8-11       masked CRC-32C of bytes 0-7
 * bytes 12-(11+N)  the data
 * 4 bytes          masked CRC-32C of the data
 * ```
 */
export function encodeTfRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(16 + data.length);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return record;
}

/** The format's own disguise: a CRC over bytes that hold CRCs would be weak. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
