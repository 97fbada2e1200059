export { expectConstantTensors } from "./constant-tensors.ts";
export { type GoldenArray, type GoldenLstm, goldenLstmFiles, readGoldenLstm } from "./golden-lstm.ts";
export { relativeError } from "./relative-error.ts";

import "./to-be-all-close.ts";
