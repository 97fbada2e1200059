import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { createMemoryCheckpoints } from "../src/index.ts";
import { createProgress } from "../src/node/index.ts";
import { timeLeft } from "../src/node/progress-text.ts";
import { observedRun, tickingClock } from "./support/observed-run.ts";

const evaluate = async () => ({ loss: 1.5, accuracy: 0.25 });

/** What a run with progress writes; each look at the clock takes a tenth of a second. */
async function shown(isTTY: boolean, everySeconds = 2): Promise<string> {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 200 });
  await observedRun({
    checkpoints: createMemoryCheckpoints(),
    evaluate,
    evaluateEverySteps: 5,
    now: tickingClock(100),
    observers: [createProgress({ stream, everySeconds })],
  });
  return String(stream.read());
}

describe("elsewhere than on a terminal", () => {
  test("plain lines tell loss, tokens per second and the time left", async () => {
    const lines = (await shown(false)).trimEnd().split("\n");
    expect(lines[0]).toBe("102 parameters, 13 batches an epoch");
    const line =
      /^ *\d+% · step \d+ · epoch 1 · loss \d\.\d{4}( \(validation 1\.5000\))? · [\d,]+ tokens\/s · \d+:\d\d left$/;
    expect(lines.filter((text) => line.test(text)).length).toBeGreaterThan(2);
    expect(lines).toContain("      step 5 · validation loss 1.5000, accuracy 0.2500 · best");
    expect(lines.every((text) => !text.includes("\u001b"))).toBe(true);
    expect(lines.some((text) => text.startsWith("100% · step 10 · epoch 1 · loss"))).toBe(true);
  });

  test("more seconds between the lines make fewer of them", async () => {
    const [often, seldom] = [await shown(false, 0.1), await shown(false, 60)];
    expect(often.match(/tokens\/s/g)).toHaveLength(10);
    expect(seldom.match(/tokens\/s/g)).toHaveLength(2);
  });
});

test("on a terminal a bar tells them, and lets go of it in the end", async () => {
  const text = await shown(true);
  expect(text).toMatch(
    /█+ 100% · step 10 · epoch 1 · loss \d\.\d{4} \(validation 1\.5000\) · [\d,]+ tokens\/s · 0:00 left/,
  );
  expect(text).toContain("step 5 · validation loss 1.5000, accuracy 0.2500 · best\n");
  // Wrapping of long lines is off while the bar is drawn.
  expect(text.lastIndexOf("\u001b[?7h")).toBeGreaterThan(text.lastIndexOf("\u001b[?7l"));
});

test("the time left is that of the run's pace so far", () => {
  expect(timeLeft({ progress: 0, elapsedSeconds: 1 })).toBe("-:-- left");
  expect(timeLeft({ progress: 0.5, elapsedSeconds: 65 })).toBe("1:05 left");
  expect(timeLeft({ progress: 0.25, elapsedSeconds: 1234 })).toBe("1:01:42 left");
  expect(timeLeft({ progress: 1, elapsedSeconds: 99 })).toBe("0:00 left");
});
