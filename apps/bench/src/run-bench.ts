import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSafetensors } from "@engram/lstm-core";
import type { Absent, Offer, Provider } from "./implementations/implementation.ts";
import type { Job } from "./jobs/job.ts";
import { jobData } from "./jobs/job-data.ts";
import { operationsOf } from "./jobs/operations.ts";
import type { Peaks } from "./peak/measure-peaks.ts";
import { type MissingRow, type Row, rowsOf } from "./report/result.ts";
import { LONGEST_STEP_SECONDS, type Outcome, runJob } from "./runner/run-job.ts";

export interface BenchOptions {
  readonly jobs: readonly Job[];
  readonly providers: readonly Provider[];
  readonly rounds: number;
  readonly roundSeconds: number;
  readonly peaks: Peaks;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

export interface BenchResult {
  readonly rows: (Row | MissingRow)[];
  /** What ran, by the implementation's name. */
  readonly versions: ReadonlyMap<string, string>;
}

/** Runs the jobs one after the other; what was measured until `signal` is aborted is returned. */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { jobs, providers, peaks, signal, report } = options;
  const folder = mkdtempSync(join(tmpdir(), "engram-bench-"));
  const rows: (Row | MissingRow)[] = [];
  const versions = new Map<string, string>();
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
      rows.push(...rowsOf(job, outcomes, peaks));
      remember(job, outcomes, { versions, speeds });
      rmSync(data);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { rows, versions };
}

/** By its speed at an earlier job of the same kind: minutes of waiting would tell no more. */
function withoutTooSlow(job: Job, offer: Offer, speeds: ReadonlyMap<string, number>): Offer | Absent {
  const speed = speeds.get(`${job.kind} ${offer.name}`);
  if (speed === undefined) return offer;
  const seconds = operationsOf(job) / speed;
  if (seconds < LONGEST_STEP_SECONDS) return offer;
  return { name: offer.name, reason: `too slow: about ${seconds.toFixed(0)} s a step by its speed so far` };
}

function remember(
  job: Job,
  outcomes: readonly Outcome[],
  { versions, speeds }: { versions: Map<string, string>; speeds: Map<string, number> },
): void {
  for (const outcome of outcomes) {
    if (!("rounds" in outcome)) continue;
    const { name } = outcome.implementation;
    versions.set(name, outcome.version);
    const seconds = Math.min(...outcome.rounds) / 1000;
    speeds.set(`${job.kind} ${name}`, operationsOf(job) / seconds);
  }
}
