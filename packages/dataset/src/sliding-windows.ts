import type { BatchStream, TokenBatch } from "./batch-stream.ts";
import { checkCount } from "./check-count.ts";
import { indexPermutation } from "./index-permutation.ts";
import { indexedBatchStream } from "./indexed-batch-stream.ts";
import { type TokenSequence, toTokenSource } from "./token-source.ts";

export interface SlidingWindowsOptions {
  /** T: tokens of a window (the textbook's `maxlen`). */
  readonly length: number;
  /** Tokens from the start of one window to the start of the next. Default 1. */
  readonly step?: number;
  /** B: windows of a batch. */
  readonly batchSize: number;
  /** Another order of the windows in every epoch. Default false. */
  readonly shuffle?: boolean;
  /** Which orders; default 0. */
  readonly seed?: number;
  /** Leaves out an epoch's last batch where it has fewer than B windows. Default false: it is delivered, smaller. */
  readonly dropLast?: boolean;
}

/**
 * Windows of T tokens and the one token that follows each: the textbook's way to train on a text.
 *
 * The letters `a … g` with length 3 and step 2 make `abc -> d` and `cde -> f`.
 * Window w starts at token w * step; there are ceil((N - T) / step) of them.
 * The shuffle is over all windows and takes no memory ({@link indexPermutation}), so the source may be a file.
 *
 * @param tokens N ids, N > T.
 * @returns batches with inputs [B,T] and targets [B]; each starts anew (`startsStream` is true).
 * @throws RangeError when there are too few tokens for one window (one batch with `dropLast`).
 */
export function slidingWindows(
  tokens: TokenSequence,
  options: SlidingWindowsOptions,
): BatchStream<TokenBatch> {
  const { length, step = 1, batchSize, shuffle = false, seed = 0, dropLast = false } = options;
  checkCount("slidingWindows", "length", length);
  checkCount("slidingWindows", "step", step);
  checkCount("slidingWindows", "batchSize", batchSize);
  const source = toTokenSource(tokens);
  const windows = Math.ceil((source.length - length) / step);
  const batchesPerEpoch = dropLast ? Math.floor(windows / batchSize) : Math.ceil(windows / batchSize);
  if (batchesPerEpoch < 1) {
    const needed = length + 1 + (dropLast ? (batchSize - 1) * step : 0);
    throw new RangeError(`slidingWindows: expected at least ${needed} tokens, got ${source.length}`);
  }
  const order = shuffle ? `shuffled by seed ${seed}` : "in order";
  return indexedBatchStream({
    name: "slidingWindows",
    plan: `slidingWindows(tokens=${source.length}, length=${length}, step=${step}, batchSize=${batchSize}, dropLast=${dropLast}, ${order})`,
    batchesPerEpoch,
    async batchAt(epoch, index) {
      const windowAt = shuffle ? indexPermutation(windows, { seed, epoch }) : (place: number) => place;
      const first = index * batchSize;
      const rows = await Promise.all(
        Array.from({ length: Math.min(batchSize, windows - first) }, (_, row) => {
          const start = windowAt(first + row) * step;
          return source.read(start, start + length + 1);
        }),
      );
      const inputs = new Int32Array(rows.length * length);
      const targets = new Int32Array(rows.length);
      for (const [row, ids] of rows.entries()) {
        inputs.set(ids.subarray(0, length), row * length);
        targets[row] = ids[length];
      }
      return { inputs, targets, batchSize: rows.length, sequenceLength: length, startsStream: true };
    },
  });
}
