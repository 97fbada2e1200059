/*
 * A safetensors file (https://huggingface.co/docs/safetensors):
 *
 *   byte 0      length N of the header, unsigned 64-bit little-endian
 *   byte 8      header: JSON, padded with spaces so that the data start at a multiple of 8
 *                 { "__metadata__": { name: text, … },
 *                   name: { "dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end] }, … }
 *   byte 8 + N  data: the arrays, row-major and little-endian, without gaps or overlaps;
 *               offsets count from here
 *
 * Our writer puts a checksum at the very front of the header:
 *
 *   {"__metadata__":{"sha256":"<64 hexadecimal digits>", …
 *
 * It is the SHA-256 of the whole file with those 64 digits set to "0".
 */

export const CHECKSUM_KEY = "sha256";
export const UNSET_CHECKSUM = "0".repeat(64);
/** What stands before the digits of the checksum, from byte 8. */
export const CHECKSUM_PREFIX = `{"__metadata__":{"${CHECKSUM_KEY}":"`;
/** Where the digits of the checksum begin in the file. */
export const CHECKSUM_OFFSET = 8 + CHECKSUM_PREFIX.length;

/** The largest header that is written or read: some 100,000 arrays. */
export const MAX_HEADER_BYTES = 16 * 1024 * 1024;
