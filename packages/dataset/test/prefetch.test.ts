import { describe, expect, test } from "vitest";
import { bpttStreams, prefetch, type ResumableStream } from "../src/index.ts";
import { collect } from "./support/collect.ts";

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Numbers 0 to 9; says how many were begun, and whether it was left properly. */
function counting(failAt = Number.POSITIVE_INFINITY) {
  const seen = { begun: 0, closed: 0 };
  let delivered = 0;
  const stream: ResumableStream<number> = {
    position: () => ({ epoch: 0, delivered, plan: "counting" }),
    restore: (position) => {
      delivered = position.delivered;
    },
    async *[Symbol.asyncIterator]() {
      try {
        while (delivered < 10) {
          seen.begun++;
          await Promise.resolve();
          if (delivered === failAt) throw new Error(`no item ${failAt}`);
          yield delivered++;
        }
      } finally {
        seen.closed++;
      }
    },
  };
  return { stream, seen };
}

describe("prefetch", () => {
  test("reads `depth` items ahead of the consumer and no more", async () => {
    const { stream, seen } = counting();
    let taken = 0;
    for await (const item of prefetch(stream, 3)) {
      expect(item).toBe(taken++);
      await settle();
      expect(seen.begun).toBe(Math.min(10, taken + 3));
    }
    expect(taken).toBe(10);
  });

  test("passes an error on, after the items before it, and stays where the consumer is", async () => {
    const { stream, seen } = counting(4);
    const ahead = prefetch(stream, 3);
    const items: number[] = [];
    const loop = async () => {
      for await (const item of ahead) {
        await settle();
        items.push(item);
      }
    };
    await expect(loop()).rejects.toThrow("no item 4");
    expect(items).toEqual([0, 1, 2, 3]);
    expect(ahead.position().delivered).toBe(4);
    expect(seen).toEqual({ begun: 5, closed: 1 });
  });

  test("an error that lies ahead of where the loop is left does not surface", async () => {
    const { stream } = counting(2);
    const ahead = prefetch(stream, 5);
    for await (const _item of ahead) {
      await settle();
      break;
    }
    expect(ahead.position().delivered).toBe(1);
  });

  test("leaving the loop closes the stream and puts it back to the consumer's position", async () => {
    const { stream, seen } = counting();
    const ahead = prefetch(stream, 4);
    for await (const item of ahead) if (item === 2) break;
    expect(seen.closed).toBe(1);
    expect(stream.position().delivered).toBe(3);
    expect(await collect(ahead)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  test("restored while an iterator was left without an end, misses nothing and repeats nothing", async () => {
    const { stream } = counting();
    const ahead = prefetch(stream, 4);
    const start = ahead.position();
    const left = ahead[Symbol.asyncIterator]();
    await left.next();
    await left.next();
    ahead.restore(start);
    expect(await collect(ahead)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    ahead.restore({ ...start, delivered: 7 });
    await left.return?.();
    expect(ahead.position().delivered).toBe(7);
    expect(await collect(ahead)).toEqual([7, 8, 9]);
  });

  test("restored in the loop body, ends the loop; the next one starts at the restored position", async () => {
    const ahead = prefetch(counting().stream, 4);
    const start = ahead.position();
    const items: number[] = [];
    for await (const item of ahead) {
      items.push(item);
      await settle();
      if (item === 2) ahead.restore({ ...start, delivered: 1 });
    }
    expect(items).toEqual([0, 1, 2]);
    expect(ahead.position().delivered).toBe(1);
    expect(await collect(ahead)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("keeps batchesPerEpoch, and rejects a depth of 0", () => {
    const stream = bpttStreams(new Int32Array(50), { batchSize: 2, sequenceLength: 5 });
    expect(prefetch(stream, 2).batchesPerEpoch).toBe(stream.batchesPerEpoch);
    expect(() => prefetch(stream, 0)).toThrow(
      "prefetch: expected depth to be an integer of 1 or more, got 0",
    );
  });
});
