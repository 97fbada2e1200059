import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageFolder } from "../package-folder.ts";

const run = promisify(execFile);

/** The flags of each native build of the kernels. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  "native-amx": ["-mavx512f", "-mamx-tile", "-mamx-bf16"],
  "native-avx512": ["-mavx512f", "-mfma", "-mprefer-vector-width=512"],
  "native-avx2": ["-mavx2", "-mfma"],
  "native-baseline": [],
};
const SECONDS = 0.05;
const TRIES = 8;

/**
 * Operations per second of the bare multiply-add loop, compiled for the instruction set of a native build.
 *
 * The best of several short tries: whatever else runs only takes away from it.
 *
 * @throws when there is no C compiler (CC, else cc).
 */
export async function nativePeak(build: string, threads: readonly number[]): Promise<Map<number, number>> {
  const folder = mkdtempSync(join(tmpdir(), "engram-bench-"));
  try {
    const program = join(folder, "fma-loop");
    const source = join(packageFolder, "c", "fma-loop.c");
    const flags = ["-std=gnu11", "-O3", "-ffp-contract=fast", ...(FLAGS[build] ?? []), "-pthread"];
    await run(process.env.CC || "cc", [...flags, source, "-o", program]);
    const peaks = new Map<number, number>();
    for (let attempt = 0; attempt < TRIES; attempt++) {
      for (const count of threads) {
        const { stdout } = await run(program, [String(count), String(SECONDS)]);
        peaks.set(count, Math.max(peaks.get(count) ?? 0, Number(stdout)));
      }
    }
    return peaks;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
