import type { BatchStream } from "./batch-stream.ts";

/** Pulls batches one at a time and says with each whether it was the last of its epoch. */
export class BatchCursor<Batch> {
  private readonly stream: BatchStream<Batch>;
  private iterator: AsyncIterator<Batch> | undefined;
  private delivered = 0;

  constructor(stream: BatchStream<Batch>) {
    this.stream = stream;
  }

  /** Batches delivered since the epoch began. */
  get intoEpoch(): number {
    return this.delivered;
  }

  /** Goes to a saved position, `intoEpoch` batches after the start of its epoch. */
  restore(position: unknown, intoEpoch: number): void {
    this.stream.restore(position);
    this.iterator = undefined;
    this.delivered = intoEpoch;
  }

  position(): unknown {
    return this.stream.position();
  }

  async next(): Promise<{ batch: Batch; endsEpoch: boolean }> {
    const expected = this.stream.batchesPerEpoch;
    this.iterator ??= this.stream[Symbol.asyncIterator]();
    const { value, done } = await this.iterator.next();
    if (done) throw new Error(`Trainer: expected ${expected} batches an epoch, got ${this.delivered}`);
    this.delivered++;
    const endsEpoch = this.delivered >= expected;
    // Running off the end at once makes `position()` the start of the next epoch, not a place past the last batch.
    if (endsEpoch) await this.finishEpoch(expected);
    return { batch: value, endsEpoch };
  }

  /** Lets go of a started epoch (and of what the stream fetched ahead); the position stays. */
  async close(): Promise<void> {
    const iterator = this.iterator;
    this.iterator = undefined;
    await iterator?.return?.();
  }

  private async finishEpoch(expected: number): Promise<void> {
    const { done } = await this.iterator!.next();
    if (!done) throw new Error(`Trainer: expected ${expected} batches an epoch, got more`);
    this.iterator = undefined;
    this.delivered = 0;
  }
}
