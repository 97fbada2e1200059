/** A job on one implementation, ready to take its steps. */
export interface Workload {
  /** What runs, in a few words: "engram (WebAssembly with relaxed SIMD, 2 threads)". */
  readonly runs: string;
  /** Whether the embedding is a product with one-hot vectors, where the backend cannot train it otherwise. */
  readonly embedsByProduct: boolean;
  /** Takes so many training steps. @returns their losses, each of which was waited for. */
  steps(count: number): Promise<number[]>;
}
