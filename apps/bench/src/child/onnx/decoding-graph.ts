import type { NamedArray } from "@engram/lstm-core";
import type { DecodingJob } from "../../jobs/job.ts";
import { inGateOrder, quantizeColumns, transposed } from "./matrix.ts";
import type { OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from "./onnx-file.ts";

type Arrays = Readonly<Record<string, NamedArray>>;

/** A graph as it grows. */
interface Draft {
  readonly constants: Record<string, OnnxTensor>;
  readonly nodes: OnnxNode[];
}

/**
 * One token through the layers: `token` [1] and the state `hidden.N`, `cell.N` [1,1,H] in, `logits` [1,1,V] and the
 * state `nextHidden.N`, `nextCell.N` out.
 */
export function decodingGraph(job: DecodingJob, data: Arrays): OnnxGraph {
  const { vocabularySize, hiddenSize, layers, int8 } = job;
  const draft: Draft = { constants: { oneHot: oneHotRows(vocabularySize) }, nodes: [] };
  const inputs: Record<string, OnnxValue> = { token: { type: "int64", shape: [1] } };
  const outputs: Record<string, OnnxValue> = {
    logits: { type: "float32", shape: [1, 1, vocabularySize] },
  };
  draft.nodes.push({ operator: "Gather", inputs: ["oneHot", "token"], outputs: ["read.0"] });
  for (let layer = 0; layer < layers; layer++) {
    const state: OnnxValue = { type: "float32", shape: [1, 1, hiddenSize] };
    inputs[`hidden.${layer}`] = state;
    inputs[`cell.${layer}`] = state;
    outputs[`nextHidden.${layer}`] = state;
    outputs[`nextCell.${layer}`] = state;
    const input = layer === 0 ? "read.0" : `nextHidden.${layer - 1}`;
    (int8 ? addInt8Layer : addLayer)(draft, layer, input, data, hiddenSize);
  }
  (int8 ? addInt8Output : addOutput)(draft, `nextHidden.${layers - 1}`, data);
  return { ...draft, inputs, outputs };
}

function oneHotRows(size: number): OnnxTensor {
  const rows = new Float32Array(size * size);
  for (let index = 0; index < size; index++) rows[index * size + index] = 1;
  return { shape: [size, 1, size], data: rows };
}

function addLayer(
  { constants, nodes }: Draft,
  layer: number,
  input: string,
  data: Arrays,
  hiddenSize: number,
): void {
  const [kernel, recurrent, bias] = cellOf(data, layer);
  const [w, r, b] = ["w", "r", "b"].map((name) => `${name}.${layer}`);
  constants[w] = { shape: [1, 4 * hiddenSize, kernel.shape[0]], data: transposed(kernel) };
  constants[r] = { shape: [1, 4 * hiddenSize, hiddenSize], data: transposed(recurrent) };
  constants[b] = twoBiases(bias);
  nodes.push({
    operator: "LSTM",
    inputs: [input, w, r, b, "", `hidden.${layer}`, `cell.${layer}`],
    outputs: ["", `nextHidden.${layer}`, `nextCell.${layer}`],
    numbers: { hidden_size: hiddenSize },
  });
}

/** ONNX Runtime's LSTM of int8 weights, each column with a scale of its own; it rounds what it reads as it goes. */
function addInt8Layer(
  { constants, nodes }: Draft,
  layer: number,
  input: string,
  data: Arrays,
  hiddenSize: number,
): void {
  const [kernel, recurrent, bias] = cellOf(data, layer);
  const names = ["w", "wScale", "wZero", "r", "rScale", "rZero", "b"].map((name) => `${name}.${layer}`);
  const [w, wScale, wZero, r, rScale, rZero, b] = names;
  const scales = [1, 4 * hiddenSize];
  for (const [matrix, weights, scale, zero] of [
    [kernel, w, wScale, wZero],
    [recurrent, r, rScale, rZero],
  ] as const) {
    const quantized = quantizeColumns(matrix);
    constants[weights] = { shape: [1, ...matrix.shape], data: quantized.data };
    constants[scale] = { shape: scales, data: quantized.scales };
    constants[zero] = { shape: scales, data: new Int8Array(4 * hiddenSize) };
  }
  constants[b] = twoBiases(bias);
  nodes.push({
    operator: "DynamicQuantizeLSTM",
    inputs: [input, w, r, b, "", `hidden.${layer}`, `cell.${layer}`, "", wScale, wZero, rScale, rZero],
    outputs: ["", `nextHidden.${layer}`, `nextCell.${layer}`],
    numbers: { hidden_size: hiddenSize },
    isMicrosoft: true,
  });
}

function addOutput({ constants, nodes }: Draft, hidden: string, data: Arrays): void {
  const { kernel, bias } = outputOf(data);
  constants.output = { shape: kernel.shape, data: kernel.data };
  constants.outputBias = bias;
  nodes.push(
    { operator: "MatMul", inputs: [hidden, "output"], outputs: ["products"] },
    { operator: "Add", inputs: ["products", "outputBias"], outputs: ["logits"] },
  );
}

function addInt8Output({ constants, nodes }: Draft, hidden: string, data: Arrays): void {
  const { kernel, bias } = outputOf(data);
  const { data: weights, scales } = quantizeColumns(kernel);
  constants.output = { shape: kernel.shape, data: weights };
  constants.outputScale = { shape: [scales.length], data: scales };
  constants.outputBias = bias;
  nodes.push({
    operator: "DynamicQuantizeMatMul",
    inputs: [hidden, "output", "outputScale", "", "outputBias"],
    outputs: ["logits"],
    isMicrosoft: true,
  });
}

/** The kernel [I,4H], the recurrent kernel [H,4H] and the bias [1,4H] in ONNX's order of gates. */
function cellOf(data: Arrays, layer: number): [FloatMatrix, FloatMatrix, FloatMatrix] {
  const [kernel, recurrent, bias] = ["kernel", "recurrentKernel", "bias"].map((name) => {
    const { shape, data: numbers } = data[`parameters.lstm.${layer}.forward.${name}`];
    return inGateOrder({
      shape: shape.length === 1 ? [1, ...shape] : [...shape],
      data: numbers as Float32Array,
    });
  });
  return [kernel, recurrent, bias];
}

type FloatMatrix = { readonly shape: readonly number[]; readonly data: Float32Array };

/** That of the input, and one of zeros for the recurrent product. */
function twoBiases({ data }: FloatMatrix): OnnxTensor {
  const both = new Float32Array(2 * data.length);
  both.set(data);
  return { shape: [1, both.length], data: both };
}

function outputOf(data: Arrays): { kernel: FloatMatrix; bias: FloatMatrix } {
  return {
    kernel: data["parameters.output.kernel"] as FloatMatrix,
    bias: data["parameters.output.bias"] as FloatMatrix,
  };
}
