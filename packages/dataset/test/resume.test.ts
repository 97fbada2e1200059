import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bpttStreams,
  lengthBuckets,
  prefetch,
  type ResumableStream,
  shuffleBuffer,
  slidingWindows,
} from "../src/index.ts";
import { take } from "./support/collect.ts";

const ids = Int32Array.from({ length: 97 }, (_, index) => index);
const sequences = Array.from({ length: 41 }, (_, index) => ids.subarray(index, index + 1 + (index % 7)));
const delayed = { length: ids.length, read: async (start: number, end: number) => ids.slice(start, end) };

/** Every stream of the package over small data. */
const streams: Record<string, (seed: number) => ResumableStream<unknown>> = {
  bpttStreams: () => bpttStreams(ids, { batchSize: 4, sequenceLength: 5 }),
  "bpttStreams over an asynchronous source": () => bpttStreams(delayed, { batchSize: 4, sequenceLength: 5 }),
  slidingWindows: () => slidingWindows(ids, { length: 7, step: 3, batchSize: 4 }),
  "slidingWindows, shuffled": (seed) => slidingWindows(ids, { length: 7, batchSize: 9, shuffle: true, seed }),
  lengthBuckets: () => lengthBuckets(sequences, { batchSize: 6 }),
  "lengthBuckets, shuffled": (seed) =>
    lengthBuckets(sequences, { batchSize: 6, labels: ids.subarray(0, 41), shuffle: true, seed }),
  shuffleBuffer: (seed) => shuffleBuffer(() => ids.subarray(0, 15), { size: 4, seed }),
};
const plainAndPrefetched = Object.entries(streams).flatMap(([name, create]) => [
  [name, create] as const,
  [`${name}, prefetched`, (seed: number) => prefetch(create(seed), 3)] as const,
]);

describe.each(plainAndPrefetched)("%s", (_name, create) => {
  test("restored at any point, in any epoch, goes on with exactly the items that remain", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2 ** 32),
        fc.nat(60),
        fc.integer({ min: 1, max: 40 }),
        async (seed, before, after) => {
          const whole = await take(create(seed), before + after);
          const stopped = create(seed);
          await take(stopped, before);
          const position = JSON.parse(JSON.stringify(stopped.position()));
          const resumed = create(seed);
          resumed.restore(position);
          expect(await take(resumed, after)).toEqual(whole.slice(before));
          // The one that was left goes on too, and can go back.
          expect(await take(stopped, after)).toEqual(whole.slice(before));
          stopped.restore(position);
          expect(await take(stopped, after)).toEqual(whole.slice(before));
        },
      ),
      { numRuns: 25 },
    );
  });

  test("a position taken in the loop body counts the item in hand", async () => {
    const stream = create(1);
    const whole = await take(create(1), 4);
    const positions = [];
    for await (const _item of stream) {
      positions.push(stream.position());
      if (positions.length === 3) break;
    }
    expect(positions.map(({ epoch, delivered }) => [epoch, delivered])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    stream.restore(positions[1]);
    expect(await take(stream, 2)).toEqual(whole.slice(2));
  });

  test("a finished pass leaves the position at the start of the next epoch", async () => {
    const stream = create(1);
    let last = stream.position();
    for await (const _item of stream) last = stream.position();
    expect(last.epoch).toBe(0);
    expect(stream.position()).toEqual({ ...last, epoch: 1, delivered: 0 });
    // A checkpoint of the last loop body resumes with nothing left of its epoch.
    stream.restore(last);
    for await (const _item of stream) throw new Error("expected no item");
    expect(stream.position()).toEqual({ ...last, epoch: 1, delivered: 0 });
  });

  test("refuses the position of another stream and damaged ones", () => {
    const stream = create(1);
    const good = stream.position();
    expect(() => stream.restore({ ...good, plan: "other" })).toThrow(
      `restore: expected a position of ${good.plan}, got other`,
    );
    expect(() => stream.restore({ ...good, epoch: -1 })).toThrow(
      "expected epoch to be an integer of 0 or more, got -1",
    );
    expect(() => stream.restore({ ...good, delivered: 0.5 })).toThrow(
      "expected delivered to be an integer in",
    );
    expect(() => stream.restore(JSON.parse("null"))).toThrow("expected a position of");
    expect(stream.position()).toEqual(good);
  });
});

test("a position belongs to one size of data and one set of options", () => {
  const options = { batchSize: 4, sequenceLength: 5 };
  const position = bpttStreams(ids, options).position();
  expect(() => bpttStreams(ids.subarray(1), options).restore(position)).toThrow("tokens=96");
  expect(() => bpttStreams(ids, { ...options, batchSize: 5 }).restore(position)).toThrow("batchSize=5");
  const shuffled = slidingWindows(ids, { length: 7, batchSize: 9, shuffle: true, seed: 1 }).position();
  expect(() =>
    slidingWindows(ids, { length: 7, batchSize: 9, shuffle: true, seed: 2 }).restore(shuffled),
  ).toThrow("seed 2");
  const beyond = { ...position, delivered: 1000 };
  expect(() => bpttStreams(ids, options).restore(beyond)).toThrow(
    "expected delivered to be an integer in [0, 5], got 1000",
  );
});
