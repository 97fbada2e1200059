export { fillDropoutMask, type MaskKey } from "./dropout-mask.ts";
export { philox4x32 } from "./philox.ts";
export { Random, type RandomPosition } from "./random.ts";
