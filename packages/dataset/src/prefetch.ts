import type { BatchStream, ResumableStream, StreamPosition } from "./batch-stream.ts";
import { checkCount } from "./check-count.ts";

/**
 * Reads up to `depth` items ahead while the consumer works on one.
 *
 * `position()` is that of the consumer: items read ahead but not delivered do not count. An error of the stream
 * comes after the items before it. Leaving the loop stops the reading, waits for the one read under way and puts
 * the stream back to the consumer's position, so the next loop misses nothing.
 * All runs on one thread: this hides the waiting of an asynchronous source, not the making of a batch.
 * Use the stream only through the result, or their positions come apart.
 */
export function prefetch<Batch>(stream: BatchStream<Batch>, depth: number): BatchStream<Batch>;
export function prefetch<Item>(stream: ResumableStream<Item>, depth: number): ResumableStream<Item>;
export function prefetch<Item>(
  stream: BatchStream<Item> | ResumableStream<Item>,
  depth: number,
): BatchStream<Item> | ResumableStream<Item> {
  checkCount("prefetch", "depth", depth);
  let position = stream.position();
  return {
    ...("batchesPerEpoch" in stream ? { batchesPerEpoch: stream.batchesPerEpoch } : {}),
    position: () => position,
    restore(to: StreamPosition) {
      stream.restore(to);
      position = to;
    },
    async *[Symbol.asyncIterator]() {
      const iterator = stream[Symbol.asyncIterator]();
      let stopped = false;
      let last: Promise<unknown> = Promise.resolve();
      // One read after the other, so that the stream's position after a read is that of its item.
      const readNext = () => {
        const read = last.then(async () => {
          const result: IteratorResult<Item> = stopped
            ? { done: true, value: undefined }
            : await iterator.next();
          return { result, after: stream.position() };
        });
        last = read.catch(() => {
          stopped = true;
        });
        return read;
      };
      const ahead = Array.from({ length: depth }, readNext);
      try {
        while (true) {
          const { result, after } = await (ahead.shift() as ReturnType<typeof readNext>);
          position = after;
          if (result.done) return;
          ahead.push(readNext());
          yield result.value;
        }
      } finally {
        stopped = true;
        await last;
        await iterator.return?.();
        stream.restore(position);
      }
    },
  };
}
