export type { TokenInputs } from "../check-token-batch.ts";
export type { NamedArray } from "../named-array.ts";
export { dequantizeArrays, quantizeArrays } from "../quantized-arrays.ts";
export { hashOf, type ModelContent, type ModelFiles, readModelFiles } from "../read-model-files.ts";
export { decodeSafetensors } from "../safetensors-decode.ts";
export { encodeSafetensors } from "../safetensors-encode.ts";
export type { SequenceClassifierConfig } from "../sequence-classifier-config.ts";
export { ClassifierRunner, type Kernels } from "./classifier-runner.ts";
export { type SoftmaxHead, softmaxLayer } from "./softmax-layer.ts";
