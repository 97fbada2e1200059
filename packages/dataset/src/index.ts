export type { BatchStream, ResumableStream, StreamPosition, TokenBatch } from "./batch-stream.ts";
export { type BpttStreamsOptions, bpttStreams } from "./bptt-streams.ts";
export { type IndexPermutationOptions, indexPermutation } from "./index-permutation.ts";
export { type SlidingWindowsOptions, slidingWindows } from "./sliding-windows.ts";
export { splitTokens } from "./split-tokens.ts";
export type { TokenSequence, TokenSource } from "./token-source.ts";
