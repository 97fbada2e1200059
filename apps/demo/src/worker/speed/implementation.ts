/** What trains: ours, or tf.layers on a backend of TensorFlow.js ("wasm-single" is "wasm" on one thread). */
export const IMPLEMENTATIONS = ["engram", "webgpu", "webgl", "wasm", "wasm-single", "cpu"] as const;
export type Implementation = (typeof IMPLEMENTATIONS)[number];
export type TfjsImplementation = Exclude<Implementation, "engram">;

/** In the order in which they are tried: first one that runs nearly everywhere and is quick to start. */
export const TFJS_IMPLEMENTATIONS: readonly TfjsImplementation[] = [
  "wasm-single",
  "wasm",
  "webgpu",
  "webgl",
  "cpu",
];
