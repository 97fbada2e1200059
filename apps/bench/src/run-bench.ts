import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSafetensors } from "@engram/lstm-core";
import type { Absent, Offer, Provider } from "./implementations/implementation.ts";
import type { Job } from "./jobs/job.ts";
import { jobData } from "./jobs/job-data.ts";
import { operationsOf } from "./jobs/operations.ts";
import { LONGEST_STEP_SECONDS, type Outcome, runJob } from "./runner/run-job.ts";

export interface BenchOptions {
  readonly jobs: readonly Job[];
  readonly providers: readonly Provider[];
  readonly rounds: number;
  readonly roundSeconds: number;
  readonly patienceSeconds: number;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/** What came of a job. */
export interface JobOutcome {
  readonly job: Job;
  readonly outcomes: readonly Outcome[];
}

/** Runs the jobs one after the other; what was measured until `signal` is aborted is returned. */
export async function runBench(options: BenchOptions): Promise<JobOutcome[]> {
  const { jobs, providers, signal, report } = options;
  const folder = mkdtempSync(join(tmpdir(), "engram-bench-"));
  const done: JobOutcome[] = [];
  const speeds = new Map<string, number>();
  try {
    for (const [index, job] of jobs.entries()) {
      const title = `[${index + 1}/${jobs.length}] ${job.name}`;
      const data = join(folder, `${job.name}.safetensors`);
      writeFileSync(data, encodeSafetensors(jobData(job)));
      const offers = providers
        .flatMap((provider) => provider.offers(job))
        .map((offer) => withoutTooSlow(job, offer, speeds));
      const say = (line: string) => report(`${title}: ${line}`);
      const outcomes = await runJob(job, offers, { ...options, data, report: say });
      done.push({ job, outcomes });
      remember(job, outcomes, speeds);
      rmSync(data);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    report("interrupted: what follows was measured before");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return done;
}

/** By its speed at an earlier job of the same kind: minutes of waiting would tell no more. */
function withoutTooSlow(job: Job, offer: Offer, speeds: ReadonlyMap<string, number>): Offer | Absent {
  const speed = speeds.get(`${job.kind} ${offer.name}`);
  if (speed === undefined) return offer;
  const seconds = operationsOf(job) / speed;
  if (seconds < LONGEST_STEP_SECONDS) return offer;
  return { name: offer.name, reason: `too slow: about ${seconds.toFixed(0)} s a step by its speed so far` };
}

function remember(job: Job, outcomes: readonly Outcome[], speeds: Map<string, number>): void {
  for (const outcome of outcomes) {
    if (!("rounds" in outcome)) continue;
    const seconds = Math.min(...outcome.rounds) / 1000;
    speeds.set(`${job.kind} ${outcome.implementation.name}`, operationsOf(job) / seconds);
  }
}
