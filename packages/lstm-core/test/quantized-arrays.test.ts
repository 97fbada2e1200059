import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, type NamedArray } from "../src/index.ts";
import { dequantizeArrays, quantizeArrays, quantizedBytes } from "../src/quantized-arrays.ts";

/** As a file gives the arrays back. */
const throughFile = (arrays: Parameters<typeof encodeSafetensors>[0]) =>
  decodeSafetensors(encodeSafetensors(arrays)).arrays;

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc
      .float32Array({
        minLength: rows * columns,
        maxLength: rows * columns,
        noNaN: true,
        min: -(2 ** 126),
        max: 2 ** 126,
      })
      .map((data): NamedArray => ({ shape: [rows, columns], data })),
  );

describe("int8 matrices", () => {
  test.each([
    ["kernel", "column"],
    ["embedding", "row"],
  ])("%s: are off by at most half the scale of their %s, 1/254 of its largest weight", (name, axis) => {
    fc.assert(
      fc.property(matrix, (array) => {
        const [rows, columns] = array.shape;
        const quantized = quantizeArrays({ [name]: array });
        const restored = dequantizeArrays(throughFile(quantized))[name];
        const scales = quantized[`${name}.scales`].data;
        expect(scales.length).toBe(axis === "row" ? rows : columns);
        const group = (index: number) => (axis === "row" ? Math.floor(index / columns) : index % columns);
        for (const [index, weight] of array.data.entries()) {
          const own = [...array.data].filter((_, other) => group(other) === group(index));
          const largest = Math.max(...own.map(Math.abs));
          // Beside rounding in float32, of which a number near the smallest there is has the whole size.
          const bound = 1.0001 * Math.max(scales[group(index)] / 2, largest / 254) + 2 ** -142;
          expect(Math.abs(restored.data[index] - weight)).toBeLessThanOrEqual(bound);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("keep zeros and each token's largest weight; what is no matrix stays as it is", () => {
    const arrays = {
      embedding: { shape: [2, 3], data: Float32Array.of(0, -0.5, 0.25, 0, 0, 0) },
      bias: { shape: [2], data: Float32Array.of(0.123456789, -7) },
    };
    const quantized = quantizeArrays(arrays);
    expect(quantized.embedding.data).toEqual(Int8Array.of(0, -127, 64, 0, 0, 0));
    expect(quantized["embedding.scales"].data).toEqual(Float32Array.of(0.5 / 127, 0));
    const restored = dequantizeArrays(throughFile(quantized));
    expect(Object.keys(restored).sort()).toEqual(["bias", "embedding"]);
    expect([...restored.embedding.data]).toEqual([
      0,
      Math.fround(-127 * Math.fround(0.5 / 127)),
      expect.closeTo(0.25, 2),
      0,
      0,
      0,
    ]);
    expect(restored.bias).toEqual(arrays.bias);
  });

  test("stay within int8 where a scale is too small a number to be exact", () => {
    const largest = 2e-43;
    const { kernel } = quantizeArrays({
      kernel: { shape: [2, 1], data: Float32Array.of(largest, -largest) },
    });
    expect([...kernel.data]).toEqual([127, -127]);
  });

  test("take a byte a weight and four a scale", () => {
    expect(quantizedBytes("kernel", [10, 7])).toBe(10 * 7 + 4 * 7);
    expect(quantizedBytes("embedding", [10, 7])).toBe(10 * 7 + 4 * 10);
    expect(quantizedBytes("bias", [7])).toBe(4 * 7);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("are refused with a weight of %f", (weight) => {
    const kernel = { shape: [1, 2], data: Float32Array.of(1, weight) };
    expect(() => quantizeArrays({ kernel })).toThrow(
      `quantizeArrays: expected finite weights in kernel, got ${weight}`,
    );
  });
});

describe("arrays that were not quantised so are refused", () => {
  const kernel = { shape: [2, 2], data: Int32Array.of(1, 2, 3, 4) };
  const scales = { shape: [2], data: Float32Array.of(1, 1) };
  test.each<[string, Record<string, NamedArray>, string]>([
    ["without scales", { kernel }, "expected kernel.scales to be float32 [2], got none"],
    [
      "with too few scales",
      { kernel, "kernel.scales": { shape: [1], data: Float32Array.of(1) } },
      "expected kernel.scales to be float32 [2], got Float32Array [1]",
    ],
    [
      "with scales of integers",
      { kernel, "kernel.scales": { shape: [2], data: Int32Array.of(1, 1) } },
      "expected kernel.scales to be float32 [2], got Int32Array [2]",
    ],
    [
      "with a vector of integers",
      { bias: { shape: [2], data: Int32Array.of(1, 2) } },
      "expected bias [2] to be float32, got Int32Array",
    ],
    [
      "with a matrix of float32",
      { kernel: { shape: [1, 2], data: Float32Array.of(1, 2) } },
      "expected kernel [1,2] to be int8, got Float32Array",
    ],
  ])("%s", (_, arrays, message) => {
    expect(() => dequantizeArrays(arrays)).toThrow(message);
  });

  test("but scales of no matrix are an array like others", () => {
    const others = { kernel, "kernel.scales": scales, "bias.scales": scales };
    expect(Object.keys(dequantizeArrays(others))).toEqual(["kernel", "bias.scales"]);
  });
});
