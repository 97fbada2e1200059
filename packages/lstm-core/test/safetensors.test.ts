import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, type NamedArray } from "../src/index.ts";

const array = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
  const length = shape.reduce((product, size) => product * size, 1);
  return fc
    .oneof(
      fc.float32Array({ minLength: length, maxLength: length }),
      fc.int32Array({ minLength: length, maxLength: length }),
    )
    .map((data): NamedArray => ({ shape, data }));
});
const name = fc
  .string({ unit: "binary" })
  .filter((text) => !["__proto__", "__metadata__", "sha256"].includes(text));
const arrays = fc.dictionary(fc.oneof(name, fc.constantFrom("0", "7", "constructor", "toString")), array, {
  maxKeys: 4,
});
const metadata = fc.dictionary(name, fc.string({ unit: "binary" }), { maxKeys: 3 });

const sample = () =>
  encodeSafetensors(
    {
      "lstm.0.kernel": { shape: [2, 3], data: new Float32Array([1, -2, 3.5, 0, Number.NaN, -0]) },
      step: { shape: [], data: new Int32Array([7]) },
    },
    { config: '{"a":1}' },
  );

/** A file with this header and as many zero bytes of data. */
function file(header: unknown, dataLength = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}
const entry = (shape: unknown, offsets: unknown, dtype: unknown = "F32") => ({
  dtype,
  shape,
  data_offsets: offsets,
});

describe("a round trip", () => {
  test("gives back every array and text, and equal input gives equal bytes", () => {
    fc.assert(
      fc.property(arrays, metadata, (someArrays, someMetadata) => {
        const bytes = encodeSafetensors(someArrays, someMetadata);
        const decoded = decodeSafetensors(bytes);
        expect(decoded.arrays).toEqual(someArrays);
        expect(decoded.metadata).toEqual(someMetadata);
        expect(encodeSafetensors(decoded.arrays, decoded.metadata).length).toBe(bytes.length);
        expect(encodeSafetensors(someArrays, someMetadata)).toEqual(bytes);
      }),
    );
  });

  test("does not depend on where the bytes lie in their buffer, and copies them", () => {
    const bytes = sample();
    const moved = new Uint8Array(bytes.length + 3).subarray(3);
    moved.set(bytes);
    const decoded = decodeSafetensors(moved);
    expect(decoded).toEqual(decodeSafetensors(bytes));
    expect(decodeSafetensors(Buffer.from(bytes))).toEqual(decoded);
    moved.fill(0);
    expect(decoded).toEqual(decodeSafetensors(bytes));
  });

  test("writes the data at a multiple of 8 bytes", () => {
    for (let length = 1; length < 12; length++) {
      const bytes = encodeSafetensors({ ["n".repeat(length)]: { shape: [1], data: new Float32Array([1]) } });
      expect((bytes.length - 4) % 8).toBe(0);
    }
  });
});

describe("a changed file", () => {
  test("with a flipped bit gives the same arrays or our error", () => {
    const original = decodeSafetensors(sample());
    for (let bit = 0; bit < sample().length * 8; bit++) {
      const bytes = sample();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      decodesEquallyOrThrows(bytes, original);
    }
  });

  test("with several random bytes behind the name of the checksum gives the same arrays or our error", () => {
    const original = decodeSafetensors(sample());
    const start = '01234567{"__metadata__":{"sha256":"'.length;
    const change = fc.record({
      at: fc.integer({ min: start, max: sample().length - 1 }),
      value: fc.nat(255),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
        const bytes = sample();
        for (const { at, value } of changes) bytes[at] = value;
        decodesEquallyOrThrows(bytes, original);
      }),
      { numRuns: 2_000 },
    );
  });

  test("with random bytes anywhere and no checksum gives arrays or our error", () => {
    const change = fc.record({ at: fc.nat(sample().length - 1), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
        const bytes = sample();
        bytes[8 + '{"__metadata__":{"'.length] = "S".charCodeAt(0);
        for (const { at, value } of changes) bytes[at] = value;
        try {
          expect(Object.keys(decodeSafetensors(bytes).arrays).length).toBeLessThanOrEqual(2);
        } catch (error) {
          expect((error as Error).message).toMatch(/^decodeSafetensors: /);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("that is cut anywhere throws our error", () => {
    for (let length = 0; length < sample().length; length++) {
      expect(() => decodeSafetensors(sample().subarray(0, length))).toThrow(/^decodeSafetensors: /);
    }
  });

  test("in its data alone fails by the checksum", () => {
    const bytes = sample();
    bytes[bytes.length - 1] ^= 1;
    expect(() => decodeSafetensors(bytes)).toThrow("the file was changed or damaged");
  });

  test("of random bytes throws our error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => decodeSafetensors(bytes)).toThrow(/^decodeSafetensors: /);
      }),
    );
  });

  function decodesEquallyOrThrows(bytes: Uint8Array, original: ReturnType<typeof decodeSafetensors>) {
    try {
      expect(decodeSafetensors(bytes).arrays).toEqual(original.arrays);
    } catch (error) {
      expect((error as Error).message).toMatch(/^decodeSafetensors: /);
    }
  }
});

describe("a hostile file", () => {
  const claims = (length: bigint) => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    return bytes;
  };

  test.each<[string, Uint8Array, string]>([
    ["is empty", new Uint8Array(), "expected at least 8 bytes, got 0"],
    ["claims a header longer than itself", claims(9n), "at most 8 bytes"],
    ["claims a header of 2^64 - 1 bytes", claims(2n ** 64n - 1n), "a claimed length of 18446744073709552000"],
    ["has no JSON", file("nonsense"), "expected a header in JSON"],
    ["is not UTF-8", file("").fill(0xff, 8), "expected a header in JSON"],
    ["has a list as header", file([]), "expected the header to be an object"],
    ["has deep JSON", file(`{"a":${"[".repeat(1_000_000)}`), "nesting deeper than 3"],
    [
      "has a header of a thousand levels that end",
      file("[".repeat(1000) + "]".repeat(1000)),
      "nesting deeper than 3",
    ],
    [
      "names an array twice",
      file(
        '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}',
      ),
      '"a" occurs twice',
    ],
    ["names an array twice by an escape", file('{"a":1,"\\u0061":1}'), '"a" occurs twice'],
    [
      "names a type twice",
      file('{"a":{"dtype":"F32","dtype":"I32","shape":[0],"data_offsets":[0,0]}}'),
      '"dtype" occurs twice',
    ],
    [
      "names an array __proto__",
      file('{"__proto__":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
      '"__proto__" is not allowed',
    ],
    [
      "has metadata named __proto__",
      file('{"__metadata__":{"__proto__":"x"}}'),
      '"__proto__" is not allowed',
    ],
    [
      "has a number as metadata",
      file({ __metadata__: { step: 1 } }),
      'expected metadata "step" to be a string',
    ],
    ["has a list as metadata", file({ __metadata__: [] }), "expected __metadata__ to be an object"],
    ["has an array that is null", file({ a: null }), 'expected "a" to be an object, got null'],
    [
      "has an unknown type",
      file({ a: entry([1], [0, 4], "F8_E4M3") }, 4),
      'expected the type of "a" to be one of F32',
    ],
    ["has a type from the prototype", file({ a: entry([1], [0, 4], "constructor") }, 4), "expected the type"],
    ["has a list as type", file({ a: entry([1], [0, 4], ["F32"]) }, 4), "expected the type"],
    ["has a negative size", file({ a: entry([-1], [0, 4]) }, 4), "expected the shape of"],
    ["has a fraction as size", file({ a: entry([0.5, 2], [0, 4]) }, 4), "expected the shape of"],
    [
      "has NaN as size",
      file('{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}', 4),
      "expected a header in JSON",
    ],
    ["has null as size", file({ a: entry([null], [0, 4]) }, 4), "expected the shape of"],
    ["has no shape", file({ a: entry(undefined, [0, 4]) }, 4), "expected the shape of"],
    [
      "has a size of 1e300",
      file('{"a":{"dtype":"F32","shape":[1e300],"data_offsets":[0,4]}}', 4),
      "expected the shape of",
    ],
    [
      "has a shape whose product overflows 64 bits",
      file({ a: entry([2 ** 32, 2 ** 32, 2 ** 31], [0, 4]) }, 4),
      "to have",
    ],
    [
      "has a shape whose product overflows a double",
      file({ a: entry([...new Array(40).fill(2 ** 50), 0], [0, 4]) }, 4),
      "to have",
    ],
    [
      "has a shape that does not fit its bytes",
      file({ a: entry([2, 3], [0, 4]) }, 4),
      "shape [2,3] to have 24 bytes, got 4",
    ],
    ["has offsets beyond its end", file({ a: entry([2], [0, 8]) }, 4), "within 4 bytes of data, got [0,8]"],
    ["has offsets that go back", file({ a: entry([1], [4, 0]) }, 4), "expected the offsets"],
    ["has a negative offset", file({ a: entry([1], [-4, 0]) }, 4), "expected the offsets"],
    ["has three offsets", file({ a: entry([1], [0, 4, 4]) }, 4), "expected the offsets"],
    ["has text as offsets", file({ a: entry([1], "04") }, 4), "expected the offsets"],
    [
      "has arrays that overlap",
      file({ a: entry([2], [0, 8]), b: entry([2], [4, 12]) }, 12),
      "overlaps the array before it",
    ],
    [
      "has one range twice",
      file({ a: entry([1], [0, 4]), b: entry([1], [0, 4]) }, 4),
      "overlaps the array before it",
    ],
    ["has a gap", file({ a: entry([1], [0, 4]), b: entry([1], [8, 12]) }, 12), "leaves a gap before it"],
    [
      "has bytes that belong to nothing",
      file({ a: entry([1], [0, 4]) }, 12),
      "expected 4 bytes of data, got 12",
    ],
    [
      "has a checksum that is none",
      file('{"__metadata__":{"sha256":"abc"}}                                          '),
      "changed or damaged",
    ],
  ])("that %s", (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(message);
    expect(() => decodeSafetensors(bytes)).toThrow(/^decodeSafetensors: .{0,500}$/s);
  });

  test("with a large claimed header is refused however large it is", () => {
    const bytes = new Uint8Array(17 * 1024 * 1024);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(bytes.length - 8), true);
    expect(() => decodeSafetensors(bytes)).toThrow("at most 16777216 bytes");
  });
});

describe("types of other writers", () => {
  const decodeNumbers = (dtype: string, size: number, numbers: ArrayBuffer) => {
    const bytes = file(
      { a: entry([numbers.byteLength / size], [0, numbers.byteLength], dtype) },
      numbers.byteLength,
    );
    bytes.set(new Uint8Array(numbers), bytes.length - numbers.byteLength);
    return decodeSafetensors(bytes).arrays.a.data;
  };

  test("F64 and I64 are converted where they fit, and refused where not", () => {
    expect(
      decodeNumbers("F64", 8, new Float64Array([0.1, -1e38, Number.NaN, Number.NEGATIVE_INFINITY]).buffer),
    ).toEqual(new Float32Array([0.1, -1e38, Number.NaN, Number.NEGATIVE_INFINITY]));
    expect(() => decodeNumbers("F64", 8, new Float64Array([1, 1e39]).buffer)).toThrow(
      'F64 numbers of "a" to fit float32, got 1e+39',
    );
    expect(decodeNumbers("I64", 8, new BigInt64Array([-(2n ** 31n), 2n ** 31n - 1n]).buffer)).toEqual(
      new Int32Array([-(2 ** 31), 2 ** 31 - 1]),
    );
    expect(() => decodeNumbers("I64", 8, new BigInt64Array([2n ** 31n]).buffer)).toThrow(
      'I64 numbers of "a" to fit int32, got 2147483648',
    );
  });

  test("F16 and BF16 give every value of theirs", () => {
    // 1, -2, the largest, the smallest normal, the smallest, -0, infinity, NaN
    const half = decodeNumbers(
      "F16",
      2,
      new Uint16Array([0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00, 0x7e00]).buffer,
    );
    expect([...half]).toEqual([1, -2, 65504, 2 ** -14, 2 ** -24, -0, Number.POSITIVE_INFINITY, Number.NaN]);
    const brain = decodeNumbers(
      "BF16",
      2,
      new Uint16Array([0x3f80, 0xc000, 0x7f7f, 0x0001, 0x8000, 0x7f80, 0x7fc0]).buffer,
    );
    expect([...brain]).toEqual([
      1,
      -2,
      2 ** 127 * (2 - 2 ** -7),
      2 ** -133,
      -0,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ]);
  });
});

describe("encodeSafetensors refuses", () => {
  const one = new Float32Array([1]);
  test.each<[string, Record<string, NamedArray>, Record<string, string>, string]>([
    [
      "a shape that does not fit",
      { a: { shape: [2], data: one } },
      {},
      'expected "a" to hold as many numbers as its shape [2] says, got 1',
    ],
    ["a negative shape", { a: { shape: [-1, -1], data: one } }, {}, "its shape [-1,-1]"],
    [
      "other numbers",
      { a: { shape: [1], data: new Float64Array(1) as unknown as Float32Array } },
      {},
      "to be a Float32Array, an Int32Array or an Int8Array",
    ],
    [
      "an array named __metadata__",
      { __metadata__: { shape: [1], data: one } },
      {},
      "expected an array name other than",
    ],
    [
      "an array named __proto__",
      { ["__proto__"]: { shape: [1], data: one } },
      {},
      "expected an array name other than",
    ],
    ["metadata named sha256", {}, { sha256: "" }, 'a metadata name other than "sha256"'],
    [
      "metadata that is no text",
      {},
      { step: 1 as unknown as string },
      'expected metadata "step" to be a string, got number',
    ],
    [
      "too much metadata",
      {},
      { log: "x".repeat(17 * 1024 * 1024) },
      "expected names and metadata of at most 16777216 bytes",
    ],
  ])("%s", (_, someArrays, someMetadata, message) => {
    expect(() => encodeSafetensors(someArrays, someMetadata)).toThrow(`encodeSafetensors: `);
    expect(() => encodeSafetensors(someArrays, someMetadata)).toThrow(message);
  });
});
