import type { NamedArray } from "./named-array.ts";

/** Bytes of one number, by the format's name of the type. */
export const BYTES_PER_NUMBER: ReadonlyMap<string, number> = new Map([
  ["F32", 4],
  ["I32", 4],
  ["I8", 1],
  ["F16", 2],
  ["BF16", 2],
  ["F64", 8],
  ["I64", 8],
]);

/**
 * The numbers of an array as float32 or int32.
 *
 * @param part little-endian, its length a multiple of the type's size.
 * @throws when an F64 is too large for a float32 or an I64 for an int32.
 */
export function numbersFromBytes(name: string, dtype: string, part: Uint8Array): NamedArray["data"] {
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
  const outOfRange = (value: number | bigint, type: string) =>
    new RangeError(
      `decodeSafetensors: expected the ${dtype} numbers of "${name}" to fit ${type}, got ${value}`,
    );
  switch (dtype) {
    case "F32":
      return new Float32Array(copyOf(part));
    case "I32":
      return new Int32Array(copyOf(part));
    case "I8":
      return new Int32Array(new Int8Array(part.buffer, part.byteOffset, part.length));
    case "F16":
      return Float32Array.from({ length: part.length / 2 }, (_, index) =>
        float16(view.getUint16(2 * index, true)),
      );
    case "BF16": {
      // A bfloat16 is the upper half of a float32.
      const words = Uint32Array.from(
        { length: part.length / 2 },
        (_, index) => view.getUint16(2 * index, true) << 16,
      );
      return new Float32Array(words.buffer);
    }
    case "F64":
      return Float32Array.from({ length: part.length / 8 }, (_, index) => {
        const value = view.getFloat64(8 * index, true);
        if (Number.isFinite(value) && !Number.isFinite(Math.fround(value)))
          throw outOfRange(value, "float32");
        return value;
      });
    case "I64":
      return Int32Array.from({ length: part.length / 8 }, (_, index) => {
        const value = view.getBigInt64(8 * index, true);
        if (value !== BigInt.asIntN(32, value)) throw outOfRange(value, "int32");
        return Number(value);
      });
    default:
      throw new Error(
        `decodeSafetensors: expected a type among ${[...BYTES_PER_NUMBER.keys()].join(", ")}, got ${dtype}`,
      );
  }
}

/** Not `part.slice()`: what Node reads from a file is a Uint8Array whose `slice` gives a view on itself. */
function copyOf(part: Uint8Array): ArrayBuffer {
  return new Uint8Array(part).buffer;
}

/** The value of a half-precision float (IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits). */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
