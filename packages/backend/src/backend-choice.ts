/** Which backend runs, and why none that is preferred to it does. */
export interface BackendChoice {
  /** The name in TensorFlow.js: `tf.getBackend()`. */
  readonly backend: string;
  /** What runs, in a few words: "engram (native AVX-512, 2 threads)". */
  readonly runs: string;
  /** Whether that is a GPU, which for a small model may be slower than the CPU. */
  readonly onGpu?: boolean;
  /** How long the trial took on it, where there was one. */
  readonly trialMilliseconds?: number;
  /** What was tried before it, in order; the reason is one line. */
  readonly skipped: readonly SkippedBackend[];
}

export interface SkippedBackend {
  readonly runs: string;
  readonly reason: string;
}

/** A step of the very model that is to run, done when its numbers are there; what it makes it disposes of. */
export type Trial = () => Promise<void>;

export interface ChooseBackendOptions {
  /**
   * The one backend to take; without it, the first that works of the order of preference. `engram:BUILD` takes
   * one build of the kernels: `engram:wasm-simd`.
   */
  readonly backend?: string | undefined;
  /** How many threads `engram` may use, the calling one among them; default: one for each core, at most 16. */
  readonly threads?: number | undefined;
  /** Timed on the GPU, where there is one, and on what would run without it: the faster of both is taken. */
  readonly trial?: Trial | undefined;
}
