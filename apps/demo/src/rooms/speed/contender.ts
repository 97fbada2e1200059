import type { Implementation } from "../../worker/speed/implementation.ts";
import type { SpeedJob } from "../../worker/speed/speed-job.ts";
import type { OpenSpeedDesk } from "./open-speed-desk.ts";
import type { SpeedRow } from "./speed-result.ts";
import { median } from "./statistics.ts";
import { LimitError, withLimit } from "./with-limit.ts";

/** Steps of a trial, whose losses are compared; the first warms up, the others are timed. */
const TRIAL_STEPS = 3;
/** Float32 sums in another order, through a few updates. */
const TOLERANCE = 2e-3;

/** An implementation that runs and has been tried. */
export interface Contender {
  readonly implementation: Implementation;
  readonly desk: OpenSpeedDesk;
  readonly runs: string;
  readonly embedsByProduct: boolean;
  /** Of the trial's steps. */
  readonly losses: readonly number[];
  /** Milliseconds of each step of the trial but the first. */
  readonly trial: readonly number[];
}

/** What is not there by then cannot be had: the files of a backend may come over a slow line. */
const START_MILLISECONDS = 60_000;

export interface TrialOptions {
  /** For all steps of the trial; as long again for the first one on a GPU, which translates its programs. */
  readonly milliseconds: number;
  /** For each of them but that one. */
  readonly stepMilliseconds: number;
  readonly signal: AbortSignal;
}

/**
 * Starts an implementation and takes its first steps.
 *
 * @returns the contender, or the row of one that failed or was given up: its desk is ended.
 * @throws the signal's reason when it is aborted.
 */
export async function tryImplementation(
  implementation: Implementation,
  job: SpeedJob,
  openDesk: () => OpenSpeedDesk,
  { milliseconds, stepMilliseconds, signal }: TrialOptions,
): Promise<Contender | SpeedRow> {
  signal.throwIfAborted();
  const desk = openDesk();
  let runs: string | undefined;
  let stepBegan = performance.now();
  try {
    const opened = await withLimit(desk.open(job, implementation), {
      milliseconds: START_MILLISECONDS,
      signal,
    });
    runs = opened.runs;
    let end = performance.now() + milliseconds;
    const losses: number[] = [];
    const trial: number[] = [];
    for (let step = 0; step < TRIAL_STEPS; step++) {
      stepBegan = performance.now();
      const mayTranslate = step === 0 && implementation.startsWith("webg");
      const limit = Math.min(end - stepBegan, mayTranslate ? milliseconds : stepMilliseconds);
      const taken = await withLimit(desk.steps(1), { milliseconds: limit, signal });
      losses.push(...taken.losses);
      if (mayTranslate) end = performance.now() + milliseconds;
      if (step > 0) trial.push(taken.milliseconds);
    }
    return { implementation, desk, ...opened, losses, trial };
  } catch (error) {
    desk.end();
    signal.throwIfAborted();
    const what = { implementation, ...(runs !== undefined && { runs }) };
    if (error instanceof LimitError && runs !== undefined) {
      return { ...what, outcome: "slow", longerThan: performance.now() - stepBegan };
    }
    return { ...what, outcome: "failed", reason: reasonOf(error) };
  }
}

export function isContender(tried: Contender | SpeedRow): tried is Contender {
  return "desk" in tried;
}

/** The largest difference of the losses, relative to ours. NaN where one is no number. */
export function lossDifference(ours: readonly number[], theirs: readonly number[]): number {
  return Math.max(...ours.map((loss, index) => Math.abs(loss - theirs[index]) / Math.abs(loss)));
}

/** Whether both compute the same thing. */
export function agree(ours: readonly number[], theirs: readonly number[]): boolean {
  return lossDifference(ours, theirs) <= TOLERANCE;
}

/** The row of one that took no part in the rounds. */
export function triedRow({ implementation, runs, embedsByProduct, trial }: Contender): SpeedRow {
  return { implementation, runs, embedsByProduct, outcome: "tried", ...summary(trial), steps: trial.length };
}

export function summary(times: readonly number[]): { milliseconds: number; least: number; most: number } {
  return { milliseconds: median(times), least: Math.min(...times), most: Math.max(...times) };
}

function reasonOf(error: unknown): string {
  const message =
    typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
  return message.split("\n", 1)[0].slice(0, 200);
}
