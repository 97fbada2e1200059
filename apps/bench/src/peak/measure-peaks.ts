import { nativePeak } from "./native-peak.ts";
import { wasmPeak } from "./wasm-peak.ts";

/** The bare multiply-add loop of one vector unit on so many threads. */
export interface Peak {
  readonly unit: string;
  readonly threads: number;
  readonly operationsPerSecond: number;
}

/** What the arithmetic limits are reckoned by. */
export class Peaks {
  readonly all: readonly Peak[];

  constructor(all: readonly Peak[]) {
    this.all = all;
  }

  /** Operations per second of `unit`, or of the machine's best, on so many threads; undefined if not measured. */
  of(threads: number, unit?: string): number | undefined {
    const fitting = this.all.filter((peak) => peak.threads === threads && (unit ?? peak.unit) === peak.unit);
    return fitting.length === 0
      ? undefined
      : Math.max(...fitting.map(({ operationsPerSecond }) => operationsPerSecond));
  }
}

/**
 * Measures the bare loop for each build's vector unit.
 *
 * @param report is told what cannot be measured: without a C compiler, the native ones.
 */
export async function measurePeaks(
  builds: readonly string[],
  threads: readonly number[],
  report: (line: string) => void,
): Promise<Peaks> {
  const all: Peak[] = [];
  for (const unit of builds.filter((build) => build !== "reference")) {
    const counts = unit.startsWith("wasm-single") ? [1] : threads;
    try {
      const peaks = await (unit.startsWith("native") ? nativePeak : wasmPeak)(unit, counts);
      for (const [count, operationsPerSecond] of peaks)
        all.push({ unit, threads: count, operationsPerSecond });
    } catch (error) {
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      report(`no limit for ${unit}: ${reason}`);
    }
  }
  return new Peaks(all);
}
