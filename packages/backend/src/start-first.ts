import * as tf from "@tensorflow/tfjs-core";
import type { BackendCandidate } from "./backend-candidate.ts";
import type { BackendChoice, SkippedBackend } from "./backend-choice.ts";

/**
 * Starts the first candidate that loads and starts, of those named `wanted` where that is given.
 *
 * @throws when `wanted` names no candidate, or none of those tried runs; the message lists what would run, and
 * for the others why not.
 */
export async function startFirst(
  candidates: readonly BackendCandidate[],
  wanted: string | undefined,
): Promise<BackendChoice> {
  const tried = candidates.filter(({ backend }) => wanted === undefined || backend === wanted);
  if (tried.length === 0) {
    const names = [...new Set(candidates.map(({ backend }) => backend))].join(", ");
    throw new RangeError(
      `chooseBackend: expected a backend of ${names}, got ${JSON.stringify(wanted)}. ${await report(candidates, [])}`,
    );
  }
  const skipped: SkippedBackend[] = [];
  for (const candidate of tried) {
    try {
      await candidate.load();
      if (!(await tf.setBackend(candidate.backend))) throw new Error("it did not start");
      await tf.ready();
      hushAdvice();
      return { backend: candidate.backend, runs: candidate.inspect?.() ?? candidate.runs, skipped };
    } catch (error) {
      skipped.push({ runs: candidate.runs, reason: reasonOf(error) });
    }
  }
  throw new Error(
    `chooseBackend: expected ${wanted ?? "a backend"} to run, but it does not. ${await report(candidates, skipped)}`,
  );
}

/** "Available: wasm, cpu. Not available: tensorflow on the CPU (…)." What failed to start is not tried again. */
async function report(
  candidates: readonly BackendCandidate[],
  skipped: readonly SkippedBackend[],
): Promise<string> {
  const available: string[] = [];
  const missing: string[] = [];
  for (const candidate of candidates) {
    const reason =
      skipped.find(({ runs }) => runs === candidate.runs)?.reason ?? (await reasonAgainst(candidate));
    if (reason === undefined) available.push(candidate.runs);
    else missing.push(`${candidate.runs} (${reason})`);
  }
  const without = missing.length > 0 ? ` Not available: ${missing.join("; ")}.` : "";
  return `Available: ${available.join(", ") || "none"}.${without}`;
}

async function reasonAgainst(candidate: BackendCandidate): Promise<string | undefined> {
  try {
    await candidate.load();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** The first line of an error, at most 200 characters. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.split("\n", 1)[0].trim().replace(/\.$/, "");
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/** The cpu backend prints ten lines of advice at its first use in Node; the line about the choice says it all. */
function hushAdvice(): void {
  const backend: object = tf.backend();
  if ("firstUse" in backend) backend.firstUse = false;
}
