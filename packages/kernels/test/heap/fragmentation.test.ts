import { Random } from "@engram/random";
import { expect, test } from "vitest";
import { Heap } from "../../src/heap.ts";

const MAXIMUM = 2 ** 31;

/** The blocks of one training step at T time steps, in the order in which they come. */
function stepSizes(time: number): number[] {
  const [batch, hidden, vocabulary] = [32, 128, 1000];
  const rows = batch * time * 4;
  const layer = [rows * hidden * 4, rows * hidden, rows * hidden, batch * hidden * 4, batch * hidden * 4];
  return [rows, ...layer, ...layer, rows * vocabulary, 4, rows, ...layer, hidden * vocabulary * 4];
}

/**
 * A run with lengths that vary from step to step: activations live for a step, the parameters' successors are
 * made before their predecessors go, and now and then something stays (a log, a state, a checkpoint's copy).
 */
function train(steps: number): { heap: Heap; reservedAt: number[] } {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: MAXIMUM / 65_536, shared: true });
  const heap = new Heap(memory, 64, MAXIMUM);
  const random = new Random(7);
  const parameters = [1000 * 128, 256 * 512, 512, 256 * 512, 512, 128 * 1000, 1000].map((count) => 4 * count);
  let weights = parameters.flatMap((bytes) => [bytes, bytes, bytes].map((each) => heap.allocate(each)));
  const kept: number[] = [];
  const reservedAt: number[] = [];
  for (let step = 0; step < steps; step++) {
    const activations = stepSizes(20 + random.integer(381)).map((bytes) => heap.allocate(bytes));
    const successors = parameters.flatMap((bytes) =>
      [bytes, bytes, bytes].map((each) => heap.allocate(each)),
    );
    for (const offset of random.shuffle(activations)) heap.release(offset);
    for (const offset of weights) heap.release(offset);
    weights = successors;
    if (step % 3 === 0) kept.push(heap.allocate(64 * (1 + random.integer(256))));
    if (kept.length > 40) heap.release(kept.splice(random.integer(kept.length), 1)[0]);
    reservedAt.push(heap.bytesReserved);
  }
  return { heap, reservedAt };
}

test("sequence lengths that vary from step to step do not tear the heap to pieces", () => {
  const { heap, reservedAt } = train(3000);
  expect(reservedAt.at(-1), "memory is flat after the first steps").toBe(reservedAt[300]);
  expect(heap.bytesReserved / heap.peakBytes, "reserved for each byte of the peak").toBeLessThan(1.5);
});

test("a block is had and freed in microseconds with a thousand others about", () => {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: MAXIMUM / 65_536, shared: true });
  const heap = new Heap(memory, 64, MAXIMUM);
  const random = new Random(1);
  const held = Array.from({ length: 1000 }, () => heap.allocate(64 + random.integer(100_000)));
  const rounds = Array.from({ length: 50 }, () => {
    const start = performance.now();
    for (let index = 0; index < held.length; index++) {
      heap.release(held[index]);
      held[index] = heap.allocate(64 + ((index * 7919) % 100_000));
    }
    return (performance.now() - start) / held.length;
  });
  expect(1000 * Math.min(...rounds), "microseconds for a release and an allocation").toBeLessThan(5);
});
