/** Where a stream's consumer stands. Plain JSON, small, independent of the amount of data. */
export interface StreamPosition {
  /** Epochs that were finished. */
  readonly epoch: number;
  /** Items of this epoch that were delivered; equal to the items per epoch inside the loop body of the last one. */
  readonly delivered: number;
  /** What the stream runs over and with which options; a position fits no stream of another plan. */
  readonly plan: string;
}

/**
 * Items that can be iterated again and again, from any point.
 *
 * `for await` goes from the current position to the end of the epoch and leaves the position at the start of
 * the next epoch. In the loop body `position()` already counts the item in hand, so what is saved there
 * goes on with the next item. One consumer at a time.
 */
export interface ResumableStream<Item> extends AsyncIterable<Item> {
  position(): StreamPosition;
  /** Goes on from `position`; throws when it belongs to a stream over other data or with other options. */
  restore(position: StreamPosition): void;
}

/** A resumable stream of batches whose number is known. */
export interface BatchStream<Batch> extends ResumableStream<Batch> {
  /** Batches of a whole epoch. */
  readonly batchesPerEpoch: number;
}

/** B rows of T tokens and what each should predict. */
export interface TokenBatch {
  /** [B,T] row-major. */
  readonly inputs: Int32Array;
  /** [B,T], or [B] (the token after each window); -1 is no target. */
  readonly targets: Int32Array;
  /** B */
  readonly batchSize: number;
  /** T */
  readonly sequenceLength: number;
  /** [B]: tokens of each row before its padding, where rows are padded. */
  readonly lengths?: Int32Array;
  /** True: a carried state must be cleared before this batch. */
  readonly startsStream: boolean;
}
