import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { MicroBatcher, QueueFullError } from "../src/serve/micro-batcher.ts";

const never = new AbortController().signal;

/** A batcher of a model that takes `milliseconds` a call, and the calls that it made. */
function batcherOf(
  milliseconds: number,
  changes: Partial<ConstructorParameters<typeof MicroBatcher>[1]> = {},
) {
  const calls: (readonly string[])[] = [];
  const predict = async (texts: readonly string[]) => {
    calls.push(texts);
    await sleep(milliseconds);
    return texts.map((text) => text.toUpperCase());
  };
  const options = { batchTexts: 4, waitMilliseconds: 5, queueTexts: 8, ...changes };
  return { batcher: new MicroBatcher<string>(predict, options), calls };
}

test("concurrent requests share a call, and each gets its own answers", async () => {
  const { batcher, calls } = batcherOf(5);
  const answers = await Promise.all([["a"], ["b", "c"], ["d"]].map((texts) => batcher.add(texts, never)));
  expect(answers).toEqual([["A"], ["B", "C"], ["D"]]);
  expect(calls).toEqual([["a", "b", "c", "d"]]);
});

test("what comes while a call runs waits for the next, which no timer delays", async () => {
  const { batcher, calls } = batcherOf(20);
  const first = batcher.add(["a"], never);
  await sleep(12);
  const later = Promise.all(["b", "c", "d", "e", "f"].map((text) => batcher.add([text], never)));
  await Promise.all([first, later]);
  expect(calls).toEqual([["a"], ["b", "c", "d", "e"], ["f"]]);
});

test("a full queue refuses whole requests and says when to come back; what it holds is answered", async () => {
  const { batcher } = batcherOf(10);
  const held = Array.from({ length: 8 }, (_, index) => batcher.add([`t${index}`], never));
  const refused = await batcher.add(["x"], never).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(QueueFullError);
  expect((refused as QueueFullError).retryAfterSeconds).toBeGreaterThanOrEqual(1);
  expect(batcher.waiting).toBe(8);
  expect((await Promise.all(held)).flat()).toEqual(["T0", "T1", "T2", "T3", "T4", "T5", "T6", "T7"]);
  expect(await batcher.add(["x"], never)).toEqual(["X"]);
});

test("what is aborted while it waits leaves the queue and never reaches the model", async () => {
  const { batcher, calls } = batcherOf(20);
  const running = batcher.add(["a"], never);
  await sleep(12);
  const controller = new AbortController();
  const dropped = batcher.add(["b", "c"], controller.signal);
  controller.abort(new Error("gone"));
  await expect(dropped).rejects.toThrow("gone");
  expect(batcher.waiting).toBe(0);
  await running;
  expect(await batcher.add(["d"], never)).toEqual(["D"]);
  expect(calls).toEqual([["a"], ["d"]]);
  await expect(batcher.add(["e"], controller.signal)).rejects.toThrow("gone");
});

test("an error of the model goes to the requests of its call alone", async () => {
  let calls = 0;
  const batcher = new MicroBatcher<string>(
    async (texts) => {
      if (++calls === 1) throw new Error("broken");
      return texts;
    },
    { batchTexts: 1, waitMilliseconds: 0, queueTexts: 8 },
  );
  const [first, second] = await Promise.allSettled([batcher.add(["a"], never), batcher.add(["b"], never)]);
  expect(first).toMatchObject({ status: "rejected", reason: { message: "broken" } });
  expect(second).toEqual({ status: "fulfilled", value: ["b"] });
});
