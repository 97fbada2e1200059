import { arch, availableParallelism, cpus, platform, release, totalmem } from "node:os";
import { type Peak, peakOf } from "../peak/measure-peaks.ts";
import type { JobOutcome } from "../run-bench.ts";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** ISO 8601. */
  readonly date: string;
  /** The bare multiply-add loop of each vector unit. */
  readonly peaks: readonly Peak[];
  /** What ran, by its name in the results. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What a result depends on. */
export function describeMachine(
  peaks: readonly Peak[],
  versions: ReadonlyMap<string, string>,
  date: Date,
): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? arch(),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${platform()} ${arch()} ${release()}`,
    node: process.versions.node,
    date: date.toISOString(),
    peaks: bestOf(peaks),
    versions: Object.fromEntries(versions),
  };
}

/** What ran in a run of the bench, by the implementation's name. */
export function versionsOf(done: readonly JobOutcome[]): Map<string, string> {
  return new Map(
    done.flatMap(({ outcomes }) =>
      outcomes.flatMap((outcome) =>
        "rounds" in outcome ? [[outcome.implementation.name, outcome.version] as const] : [],
      ),
    ),
  );
}

/** One for each unit and number of threads. */
function bestOf(peaks: readonly Peak[]): Peak[] {
  return peaks.filter((peak) => peakOf(peaks, peak.threads, peak.unit) === peak.operationsPerSecond);
}
