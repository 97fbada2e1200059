import { expect, test } from "vitest";
import { interruptSignal } from "../src/node/index.ts";

const listeners = () => process.listenerCount("SIGINT") + process.listenerCount("SIGTERM");

test("a signal aborts, and dispose gives signals back their usual meaning", () => {
  const before = listeners();
  const interruption = interruptSignal();
  expect(listeners()).toBe(before + 2);
  expect(interruption.signal.aborted).toBe(false);
  process.emit("SIGINT");
  expect(interruption.signal.aborted).toBe(true);
  interruption.dispose();
  expect(listeners()).toBe(before);
});
