import { Random } from "@engram/random";
import type { ResumableStream } from "./batch-stream.ts";
import { checkCount } from "./check-count.ts";
import { checkPosition } from "./indexed-batch-stream.ts";

export interface ShuffleBufferOptions {
  /** How many items are held at most; items further apart than this hardly change their order. */
  readonly size: number;
  /** Which orders. */
  readonly seed: number;
}

/** Keeps these draws apart from other uses of the same seed. */
const STREAM = 0x5b00_0000;

/**
 * Shuffles a stream that can only be read from its start and may be larger than memory.
 *
 * Holds `size` items, gives a random one of them and puts the next item of the source in its place.
 * The order is that of a full shuffle only where `size` is at least the number of items; for token ids that can
 * be read by position, `slidingWindows` shuffles fully without memory.
 * To restore a position, the source is read again from its start up to there.
 *
 * @param open opens the source at its start; called once an epoch (and once after a restore), and must give the
 *   same items each time.
 */
export function shuffleBuffer<Item>(
  open: () => Iterable<Item> | AsyncIterable<Item>,
  { size, seed }: ShuffleBufferOptions,
): ResumableStream<Item> {
  checkCount("shuffleBuffer", "size", size);
  const plan = `shuffleBuffer(size=${size}, seed=${seed})`;
  let epoch = 0;
  let delivered = 0;
  return {
    position: () => ({ epoch, delivered, plan }),
    restore(position) {
      checkPosition("shuffleBuffer", position, plan, Number.MAX_SAFE_INTEGER);
      ({ epoch, delivered } = position);
    },
    async *[Symbol.asyncIterator]() {
      let toSkip = delivered;
      for await (const item of shuffled(open(), size, new Random(seed, (STREAM + epoch) >>> 0))) {
        if (toSkip > 0) {
          toSkip--;
          continue;
        }
        delivered++;
        yield item;
      }
      if (toSkip > 0) {
        throw new Error(
          `shuffleBuffer: expected a source of at least ${delivered} items, got ${delivered - toSkip}`,
        );
      }
      epoch++;
      delivered = 0;
    },
  };
}

async function* shuffled<Item>(source: Iterable<Item> | AsyncIterable<Item>, size: number, random: Random) {
  const held: Item[] = [];
  for await (const item of source) {
    if (held.length < size) {
      held.push(item);
      continue;
    }
    const place = random.integer(size);
    const chosen = held[place];
    held[place] = item;
    yield chosen;
  }
  yield* random.shuffle(held);
}
