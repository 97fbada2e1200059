import { expect, test } from "vitest";
import { inGateOrder, quantizeColumns, transposed } from "../src/child/onnx/matrix.ts";
import { bytesField, numberField } from "../src/child/onnx/protobuf.ts";

// Both from the description of the encoding, protobuf.dev/programming-guides/encoding.
test("a number of two bytes: field 1 = 150", () => {
  expect([...numberField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
});

test('text: field 2 = "testing"', () => {
  expect([...bytesField(2, "testing")]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
});

test("gates i, f, c, o become i, o, f, c", () => {
  const data = Float32Array.from([1, 1, 2, 2, 3, 3, 4, 4]);
  expect([...inGateOrder({ shape: [1, 8], data }).data]).toEqual([1, 1, 4, 4, 2, 2, 3, 3]);
});

test("the transposed of [2,3]", () => {
  expect([...transposed({ shape: [2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6]) })]).toEqual([
    1, 4, 2, 5, 3, 6,
  ]);
});

test("int8: the largest of each column is 127", () => {
  const { data, scales } = quantizeColumns({ shape: [2, 2], data: Float32Array.from([1, -4, -0.5, 2]) });
  expect([...data]).toEqual([127, -127, -64, 64]);
  expect(scales[1]).toBeCloseTo(4 / 127);
});
