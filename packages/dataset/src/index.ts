export type { BatchStream, ResumableStream, StreamPosition, TokenBatch } from "./batch-stream.ts";
export { type BpttStreamsOptions, bpttStreams } from "./bptt-streams.ts";
export { type DecodeUtf8Options, decodeUtf8 } from "./decode-utf8.ts";
export { type IndexPermutationOptions, indexPermutation } from "./index-permutation.ts";
export {
  type LabelledBatch,
  type LengthBucketsOptions,
  lengthBuckets,
  type SequenceBatch,
} from "./length-buckets.ts";
export { type LineBlocksOptions, lineBlocks } from "./line-blocks.ts";
export { type CsvOptions, parseCsv } from "./parse-csv.ts";
export { type JsonlOptions, parseJsonl } from "./parse-jsonl.ts";
export { prefetch } from "./prefetch.ts";
export { type ShuffleBufferOptions, shuffleBuffer } from "./shuffle-buffer.ts";
export { type SlidingWindowsOptions, slidingWindows } from "./sliding-windows.ts";
export { kFolds, splitExamples } from "./split-examples.ts";
export { type Line, type SplitLinesOptions, splitLines } from "./split-lines.ts";
export { splitTokens } from "./split-tokens.ts";
export type { TextChunks, TextExample } from "./text-example.ts";
export type { TokenSequence, TokenSource } from "./token-source.ts";
