export type { TokenInputs } from "../check-token-batch.ts";
export { type ModelContent, type ModelFiles, readModelFiles } from "../read-model-files.ts";
export type { SequenceClassifierConfig } from "../sequence-classifier-config.ts";
export { ClassifierRunner, type Kernels } from "./classifier-runner.ts";
export { type SoftmaxHead, softmaxLayer } from "./softmax-layer.ts";
