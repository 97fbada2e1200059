import { bytesField, join, numberField } from "./protobuf.ts";

/** Versions of the format and of the operators, as onnx.proto numbers them. */
const IR_VERSION = 8;
const OPERATORS = 17;
const MICROSOFT = "com.microsoft";

export interface OnnxTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int8Array;
}

export interface OnnxNode {
  readonly operator: string;
  /** Names of values; "" for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly numbers?: Readonly<Record<string, number>>;
  /** One of ONNX Runtime's own operators. */
  readonly isMicrosoft?: boolean;
}

export interface OnnxValue {
  readonly type: "float32" | "int64";
  readonly shape: readonly number[];
}

export interface OnnxGraph {
  readonly constants: Readonly<Record<string, OnnxTensor>>;
  readonly inputs: Readonly<Record<string, OnnxValue>>;
  readonly outputs: Readonly<Record<string, OnnxValue>>;
  readonly nodes: readonly OnnxNode[];
}

const TYPES = { float32: 1, int8: 3, int64: 7 } as const;
const INTEGER_ATTRIBUTE = 2;

/** The bytes of an ONNX file with this graph. */
export function onnxFile({ constants, inputs, outputs, nodes }: OnnxGraph): Uint8Array {
  const graph = [
    ...nodes.map((node) => bytesField(1, nodeMessage(node))),
    bytesField(2, "engram-bench"),
    ...Object.entries(constants).map(([name, tensor]) => bytesField(5, tensorMessage(name, tensor))),
    ...Object.entries(inputs).map(([name, value]) => bytesField(11, valueMessage(name, value))),
    ...Object.entries(outputs).map(([name, value]) => bytesField(12, valueMessage(name, value))),
  ];
  return join([
    numberField(1, IR_VERSION),
    bytesField(7, graph),
    bytesField(8, [bytesField(1, ""), numberField(2, OPERATORS)]),
    bytesField(8, [bytesField(1, MICROSOFT), numberField(2, 1)]),
  ]);
}

function nodeMessage({
  operator,
  inputs,
  outputs,
  numbers = {},
  isMicrosoft = false,
}: OnnxNode): Uint8Array[] {
  return [
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(4, operator),
    ...Object.entries(numbers).map(([name, value]) =>
      bytesField(5, [bytesField(1, name), numberField(3, value), numberField(20, INTEGER_ATTRIBUTE)]),
    ),
    ...(isMicrosoft ? [bytesField(7, MICROSOFT)] : []),
  ];
}

function tensorMessage(name: string, { shape, data }: OnnxTensor): Uint8Array[] {
  return [
    ...shape.map((size) => numberField(1, size)),
    numberField(2, data instanceof Float32Array ? TYPES.float32 : TYPES.int8),
    bytesField(8, name),
    bytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ];
}

function valueMessage(name: string, { type, shape }: OnnxValue): Uint8Array[] {
  const dimensions = shape.map((size) => bytesField(1, [numberField(1, size)]));
  const tensor = [numberField(1, TYPES[type]), bytesField(2, dimensions)];
  return [bytesField(1, name), bytesField(2, [bytesField(1, tensor)])];
}
