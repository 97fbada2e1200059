import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inBatches } from "../src/prediction/in-batches.ts";

const OPTIONS = { most: 4, waitMilliseconds: 30 };

async function batchesOf<Item>(items: AsyncIterable<Item>): Promise<Item[][]> {
  const batches: Item[][] = [];
  for await (const batch of inBatches(items, OPTIONS)) batches.push(batch);
  return batches;
}

test("items that come fast come together, all of them in their order", async () => {
  async function* items() {
    for (let item = 0; item < 10; item++) yield item;
  }
  expect(await batchesOf(items())).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
});

test("an item is handed on when the next is late", async () => {
  async function* items() {
    yield "early";
    await sleep(150);
    yield "late";
  }
  expect(await batchesOf(items())).toEqual([["early"], ["late"]]);
});

test("an error comes after the items before it", async () => {
  async function* items() {
    yield 1;
    yield 2;
    throw new Error("broken");
  }
  const got: number[] = [];
  const reading = (async () => {
    for await (const batch of inBatches(items(), OPTIONS)) got.push(...batch);
  })();
  await expect(reading).rejects.toThrow("broken");
  expect(got).toEqual([1, 2]);
});

test("a slow consumer slows down the source: one item is read ahead", async () => {
  let produced = 0;
  async function* items() {
    for (;;) yield produced++;
  }
  for await (const batch of inBatches(items(), OPTIONS)) {
    expect(produced - batch[batch.length - 1]).toBeLessThanOrEqual(2);
    await sleep(5);
    expect(produced - batch[batch.length - 1]).toBeLessThanOrEqual(2);
    if (produced > 20) break;
  }
});
