import type { BatchStream, TokenBatch } from "./batch-stream.ts";
import { checkCount } from "./check-count.ts";
import { indexedBatchStream } from "./indexed-batch-stream.ts";
import { type TokenSequence, toTokenSource } from "./token-source.ts";

export interface BpttStreamsOptions {
  /** B: how many streams run side by side. */
  readonly batchSize: number;
  /** T: tokens of each stream in one batch. */
  readonly sequenceLength: number;
  /** Leaves out an epoch's last batch where it is shorter than T. Default false: it is delivered, shorter. */
  readonly dropLast?: boolean;
}

/**
 * Cuts one long text into B rows that are read side by side, for truncated backpropagation through time.
 *
 * The 13 letters `a … m` with B = 3, T = 2 make rows of R = floor((13 - 1) / 3) = 4 inputs; the target of each
 * letter is the one after it, across the end of a row too:
 *
 *              batch 0          batch 1
 *           inputs  targets  inputs  targets
 *     row 0   a b     b c      c d     d e
 *     row 1   e f     f g      g h     h i
 *     row 2   i j     j k      k l     l m
 *
 * Batch 1 continues batch 0 row by row, so the state after batch 0 is the right initial state of batch 1.
 * Nothing follows the last letter, so it is never an input, and no target wraps to the start of the text.
 * Every token but the first is a target exactly once an epoch, but for the (N - 1) mod B tokens at the end,
 * which fill no column of B, and the last R mod T columns where `dropLast` is set.
 *
 * @param tokens N ids, N > B.
 * @returns batches with inputs [B,T] and targets [B,T]; T of the last is R mod T where that is not 0;
 *   `startsStream` is true on the first batch of each epoch.
 * @throws RangeError when there are too few tokens for one batch.
 */
export function bpttStreams(tokens: TokenSequence, options: BpttStreamsOptions): BatchStream<TokenBatch> {
  const { batchSize, sequenceLength, dropLast = false } = options;
  checkCount("bpttStreams", "batchSize", batchSize);
  checkCount("bpttStreams", "sequenceLength", sequenceLength);
  const source = toTokenSource(tokens);
  const rowLength = Math.floor((source.length - 1) / batchSize);
  const batchesPerEpoch = dropLast
    ? Math.floor(rowLength / sequenceLength)
    : Math.ceil(rowLength / sequenceLength);
  if (batchesPerEpoch < 1) {
    const needed = batchSize * (dropLast ? sequenceLength : 1) + 1;
    throw new RangeError(`bpttStreams: expected at least ${needed} tokens, got ${source.length}`);
  }
  return indexedBatchStream({
    name: "bpttStreams",
    plan: `bpttStreams(tokens=${source.length}, batchSize=${batchSize}, sequenceLength=${sequenceLength}, dropLast=${dropLast})`,
    batchesPerEpoch,
    async batchAt(_epoch, index) {
      const column = index * sequenceLength;
      const columns = Math.min(sequenceLength, rowLength - column);
      const inputs = new Int32Array(batchSize * columns);
      const targets = new Int32Array(batchSize * columns);
      const rows = await Promise.all(
        Array.from({ length: batchSize }, (_, row) => {
          const start = row * rowLength + column;
          return source.read(start, start + columns + 1);
        }),
      );
      for (const [row, ids] of rows.entries()) {
        inputs.set(ids.subarray(0, columns), row * columns);
        targets.set(ids.subarray(1), row * columns);
      }
      return { inputs, targets, batchSize, sequenceLength: columns, startsStream: index === 0 };
    },
  });
}
