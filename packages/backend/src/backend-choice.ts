/** Which backend runs, and why none that is preferred to it does. */
export interface BackendChoice {
  /** The name in TensorFlow.js: `tf.getBackend()`. */
  readonly backend: string;
  /** What runs, in a few words: "tensorflow on the CPU". */
  readonly runs: string;
  /** What was tried before it, in order; the reason is one line. */
  readonly skipped: readonly SkippedBackend[];
}

export interface SkippedBackend {
  readonly runs: string;
  readonly reason: string;
}

export interface ChooseBackendOptions {
  /** The one backend to take; without it, the first that works of the order of preference. */
  readonly backend?: string | undefined;
}
