import type { BatchStream, StreamPosition } from "./batch-stream.ts";

interface IndexedBatches<Batch> {
  /** Names the function in errors. */
  readonly name: string;
  /** The data's size and all options that decide what a batch holds. */
  readonly plan: string;
  readonly batchesPerEpoch: number;
  /** Batch `index` of epoch `epoch`; the same arguments always give the same batch. */
  batchAt(epoch: number, index: number): Batch | Promise<Batch>;
}

/** A stream whose batches are a function of their epoch and index: its position is two numbers. */
export function indexedBatchStream<Batch>(batches: IndexedBatches<Batch>): BatchStream<Batch> {
  const { name, plan, batchesPerEpoch } = batches;
  let epoch = 0;
  let delivered = 0;
  return {
    batchesPerEpoch,
    position: () => ({ epoch, delivered, plan }),
    restore(position) {
      checkPosition(name, position, plan, batchesPerEpoch);
      ({ epoch, delivered } = position);
    },
    async *[Symbol.asyncIterator]() {
      while (delivered < batchesPerEpoch) {
        const batch = await batches.batchAt(epoch, delivered);
        delivered++;
        yield batch;
      }
      epoch++;
      delivered = 0;
    },
  };
}

/** Throws where `position` (perhaps read from a file) is not one of the stream `name` with this plan. */
export function checkPosition(
  name: string,
  position: StreamPosition,
  plan: string,
  itemsPerEpoch: number,
): void {
  if (position?.plan !== plan) {
    throw new Error(`${name}.restore: expected a position of ${plan}, got ${position?.plan}`);
  }
  const { epoch, delivered } = position;
  if (!Number.isSafeInteger(epoch) || epoch < 0) {
    throw new RangeError(`${name}.restore: expected epoch to be an integer of 0 or more, got ${epoch}`);
  }
  if (!Number.isSafeInteger(delivered) || delivered < 0 || delivered > itemsPerEpoch) {
    throw new RangeError(
      `${name}.restore: expected delivered to be an integer in [0, ${itemsPerEpoch}], got ${delivered}`,
    );
  }
}
