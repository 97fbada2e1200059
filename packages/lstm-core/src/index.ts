export type { NamedArray } from "./named-array.ts";
export { decodeSafetensors } from "./safetensors-decode.ts";
export { encodeSafetensors } from "./safetensors-encode.ts";
