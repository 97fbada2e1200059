import "@tensorflow/tfjs";

export type { BackendChoice, ChooseBackendOptions, SkippedBackend, Trial } from "../backend-choice.ts";
export { describeBackend } from "../describe-backend.ts";
export { EngramBackend } from "../engram/engram-backend.ts";
export { engramBackend, registerEngramBackend } from "../engram/register-engram-backend.ts";
export { chooseBackend } from "./choose-backend.ts";
