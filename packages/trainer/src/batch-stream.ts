/**
 * Batches that come round in epochs and know where they stand; `@engram/dataset` has several.
 *
 * `for await` goes from the current position to the end of the epoch and leaves the position at the start of the
 * next one. `position()` is plain JSON and counts only the batches that were delivered.
 * A batch with `startsStream: true` makes the trainer clear the carried state before it.
 */
export interface BatchStream<Batch> extends AsyncIterable<Batch> {
  readonly batchesPerEpoch: number;
  position(): unknown;
  restore(position: unknown): void;
}
