import "@tensorflow/tfjs";

export type { BackendChoice, ChooseBackendOptions } from "../backend-choice.ts";
export { describeBackend } from "../describe-backend.ts";
export { chooseBackend } from "./choose-backend.ts";
