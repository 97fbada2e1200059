import { signal } from "@preact/signals";
import { messageOf } from "../../message-of.ts";
import { news, studio } from "../../studio/studio.ts";
import { SPEED_JOBS, type SpeedJobName } from "../../worker/speed/speed-job.ts";
import { measureSpeed, type SpeedProgress, type Thoroughness } from "./measure-speed.ts";
import { openSpeedDesk } from "./open-speed-desk.ts";
import type { SpeedPlace, SpeedResult } from "./speed-result.ts";

/** What the reader chose. */
export const job = signal<SpeedJobName>("textbook");
export const thoroughness = signal<Thoroughness>("quick");

/** `undefined` while nothing is being measured. */
export const progress = signal<SpeedProgress | undefined>(undefined);
/** The last of each job. */
export const results = signal<Readonly<Partial<Record<SpeedJobName, SpeedResult>>>>({});
export const failure = signal<string | undefined>(undefined);
/** Whether a training was paused to have the machine for oneself. */
export const hasPausedTraining = signal(false);

let interruption = new AbortController();

/** Measures the chosen job, away from the main thread; goes on while the reader is in other rooms. */
export async function start(): Promise<void> {
  if (progress.value !== undefined) return;
  interruption = new AbortController();
  const { signal } = interruption;
  failure.value = undefined;
  progress.value = { phase: "trying", implementation: "engram" };
  try {
    await pauseTraining();
    const result = await measureSpeed(SPEED_JOBS[job.value], {
      thoroughness: thoroughness.value,
      openDesk: openSpeedDesk,
      place: thisPlace(),
      onProgress: (latest) => {
        progress.value = latest;
      },
      signal,
    });
    results.value = { ...results.value, [result.job.name]: result };
  } catch (error) {
    if (!signal.aborted) failure.value = messageOf(error);
  } finally {
    progress.value = undefined;
  }
}

/** Ends what is being measured, in the middle of a step. */
export function stop(): void {
  interruption.abort();
}

export async function resumeTraining(): Promise<void> {
  hasPausedTraining.value = false;
  await (await studio).resume();
}

async function pauseTraining(): Promise<void> {
  if (news.value.training?.state !== "running") return;
  await (await studio).pause();
  hasPausedTraining.value = true;
}

function thisPlace(): SpeedPlace {
  return {
    userAgent: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    isIsolated: globalThis.crossOriginIsolated === true,
    date: new Date().toISOString(),
  };
}
