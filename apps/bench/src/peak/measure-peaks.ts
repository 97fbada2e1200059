import { nativePeak } from "./native-peak.ts";
import { wasmPeak } from "./wasm-peak.ts";

/** The bare multiply-add loop of one vector unit on so many threads. */
export interface Peak {
  readonly unit: string;
  readonly threads: number;
  readonly operationsPerSecond: number;
}

/** Builds that run on another's vector unit. */
const SAME_UNIT: Readonly<Record<string, string>> = {
  "wasm-single-relaxed": "wasm-relaxed",
  "wasm-single": "wasm-simd",
};

/**
 * Measures the bare loop on the vector unit of each build.
 *
 * @param report is told what cannot be measured: without a C compiler, the native ones.
 */
export async function measurePeaks(
  builds: readonly string[],
  threads: readonly number[],
  report: (line: string) => void,
): Promise<Peak[]> {
  const peaks: Peak[] = [];
  const units = new Set(builds.filter((build) => build !== "reference").map(unitOf));
  for (const unit of units) {
    try {
      const measure = unit.startsWith("native") ? nativePeak : wasmPeak;
      for (const [count, operationsPerSecond] of await measure(unit, threads)) {
        peaks.push({ unit, threads: count, operationsPerSecond });
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      report(`no limit for ${unit}: ${reason}`);
    }
  }
  return peaks;
}

/**
 * Operations per second of a build, or of the machine's best, on so many threads; undefined if not measured.
 *
 * Of several measurements the best counts: whatever else ran only took away from the others.
 */
export function peakOf(peaks: readonly Peak[], threads: number, build?: string): number | undefined {
  const unit = build === undefined ? undefined : unitOf(build);
  const fitting = peaks.filter((peak) => peak.threads === threads && (unit ?? peak.unit) === peak.unit);
  return fitting.length === 0
    ? undefined
    : Math.max(...fitting.map(({ operationsPerSecond }) => operationsPerSecond));
}

function unitOf(build: string): string {
  return SAME_UNIT[build] ?? build;
}
