import { expect, test } from "vitest";
import { measureSpeed } from "../src/rooms/speed/measure-speed.ts";
import type { OpenSpeedDesk } from "../src/rooms/speed/open-speed-desk.ts";
import type { Implementation } from "../src/worker/speed/implementation.ts";
import { SPEED_JOBS } from "../src/worker/speed/speed-job.ts";

const LOSSES = [4, 3.9, 3.8];
const place = { userAgent: "test", cores: 2, isIsolated: true, date: "2026-01-01T00:00:00.000Z" };
const budget = { trial: 100, rounds: 1, fewestRounds: 3, mostRounds: 3, settling: 0 };

interface Behaviour {
  /** Milliseconds a step; Infinity never ends. */
  readonly step?: number;
  readonly losses?: readonly number[];
  readonly refuses?: string;
}

/** Desks that take no time, and say how long their steps took. */
function fakeDesks(behaviours: Readonly<Partial<Record<Implementation, Behaviour>>>) {
  const desks = { open: 0, openDesk };
  function openDesk(): OpenSpeedDesk {
    let behaviour: Behaviour = {};
    let taken = 0;
    let hasEnded = false;
    desks.open++;
    return {
      async open(_job, implementation) {
        behaviour = behaviours[implementation] ?? { refuses: "not here\nsecond line" };
        if (behaviour.refuses !== undefined) throw new Error(behaviour.refuses);
        return { runs: implementation, embedsByProduct: false };
      },
      async steps(count) {
        const { step = 1, losses = LOSSES } = behaviour;
        if (step === Number.POSITIVE_INFINITY) await new Promise(() => {});
        const slice = Array.from({ length: count }, () => losses[taken++] ?? 1);
        return { losses: slice, milliseconds: count * step };
      },
      end() {
        if (!hasEnded) desks.open--;
        hasEnded = true;
      },
    };
  }
  return desks;
}

function measure(desks: ReturnType<typeof fakeDesks>, signal = new AbortController().signal) {
  const { openDesk } = desks;
  const onProgress = () => {};
  return measureSpeed(SPEED_JOBS.textbook, {
    thoroughness: "quick",
    openDesk,
    place,
    onProgress,
    signal,
    budget,
  });
}

test("the ratio is that to the fastest backend of TensorFlow.js, and every worker is ended", async () => {
  const desks = fakeDesks({
    engram: { step: 10 },
    wasm: { step: 90 },
    webgl: { step: 80 },
    cpu: { step: 900 },
  });
  const { comparison, rows } = await measure(desks);
  expect(comparison).toMatchObject({ best: "webgl", ratio: 8, leastRatio: 8, mostRatio: 8, rounds: 3 });
  expect(rows.map(({ implementation, outcome }) => `${implementation} ${outcome}`)).toEqual([
    "engram timed",
    "webgpu failed",
    "webgl timed",
    "wasm timed",
    "wasm-single failed",
    "cpu tried",
  ]);
  expect(rows[1]).toMatchObject({ reason: "not here" });
  expect(desks.open).toBe(0);
});

test("a backend that computes other losses is not compared with, however fast it is", async () => {
  const desks = fakeDesks({
    engram: { step: 10 },
    webgl: { step: 1, losses: [4, 3.9, 3.7] },
    webgpu: { step: 1, losses: [4, Number.NaN, 3.8] },
    cpu: { step: 50, losses: [4, 3.9001, 3.8] },
  });
  const { comparison, rows } = await measure(desks);
  expect(comparison).toMatchObject({ best: "cpu", ratio: 5 });
  expect(comparison?.lossDifference).toBeCloseTo(0.0001 / 3.9);
  expect(rows.filter(({ outcome }) => outcome === "differs").map((row) => row.implementation)).toEqual([
    "webgpu",
    "webgl",
  ]);
  expect(desks.open).toBe(0);
});

test("a backend that takes too long is given up, and where none is left there is no ratio", async () => {
  const desks = fakeDesks({ engram: {}, cpu: { step: Number.POSITIVE_INFINITY } });
  const { comparison, rows } = await measure(desks);
  expect(comparison).toBeUndefined();
  expect(rows.find(({ implementation }) => implementation === "cpu")).toMatchObject({ outcome: "slow" });
  expect(desks.open).toBe(0);
});

test("it can be stopped in the middle of a step", async () => {
  const desks = fakeDesks({ engram: { step: Number.POSITIVE_INFINITY } });
  const interruption = new AbortController();
  setTimeout(() => interruption.abort(new Error("stopped")), 20);
  await expect(measure(desks, interruption.signal)).rejects.toThrow("stopped");
  expect(desks.open).toBe(0);
});

test("where ours does not run, the error says why", async () => {
  await expect(measure(fakeDesks({}))).rejects.toThrow("not here");
});
