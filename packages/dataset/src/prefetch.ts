import type { BatchStream, ResumableStream, StreamPosition } from "./batch-stream.ts";
import { checkCount } from "./check-count.ts";

/**
 * Reads up to `depth` items ahead while the consumer works on one.
 *
 * `position()` is that of the consumer: items read ahead but not delivered do not count. An error of the stream
 * comes after the items before it. Leaving the loop stops the reading, waits for the one read under way and puts
 * the stream back to the consumer's position, so the next loop misses nothing.
 * All runs on one thread: this hides the waiting of an asynchronous source, not the making of a batch.
 * Restoring a position ends a loop that is still running.
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
  /** The pass that owns the stream; an older one, left without an end, must not touch it any more. */
  let current = { stopped: true, lastRead: Promise.resolve<unknown>(undefined) };
  return {
    ...("batchesPerEpoch" in stream ? { batchesPerEpoch: stream.batchesPerEpoch } : {}),
    position: () => position,
    restore(to: StreamPosition) {
      stream.restore(to);
      current.stopped = true;
      current = { stopped: true, lastRead: current.lastRead };
      position = to;
    },
    async *[Symbol.asyncIterator]() {
      const pass = { stopped: false, lastRead: Promise.resolve<unknown>(undefined) };
      const previous = current;
      current = pass;
      previous.stopped = true;
      await previous.lastRead;
      stream.restore(position);
      const iterator = stream[Symbol.asyncIterator]();
      // One read after the other, so that the stream's position after a read is that of its item.
      const readNext = () => {
        const read = pass.lastRead.then(async () => {
          const result: IteratorResult<Item> = pass.stopped
            ? { done: true, value: undefined }
            : await iterator.next();
          return { result, after: stream.position() };
        });
        pass.lastRead = read.catch(() => {
          pass.stopped = true;
        });
        return read;
      };
      const ahead = Array.from({ length: depth }, readNext);
      try {
        for (let read = ahead.shift(); read; read = ahead.shift()) {
          const { result, after } = await read;
          if (current !== pass) return;
          position = after;
          if (result.done) return;
          ahead.push(readNext());
          yield result.value;
        }
      } finally {
        pass.stopped = true;
        await pass.lastRead;
        await iterator.return?.();
        if (current === pass) stream.restore(position);
      }
    },
  };
}
