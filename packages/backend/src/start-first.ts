import * as tf from "@tensorflow/tfjs-core";
import type { BackendCandidate } from "./backend-candidate.ts";
import type { BackendChoice, SkippedBackend, Trial } from "./backend-choice.ts";
import { millisecondsOf } from "./time-trial.ts";

/**
 * Starts the first candidate that loads and starts, of those named `wanted` where that is given.
 *
 * With a `trial` and none wanted, one on a GPU and the first that is not are timed on it, and the faster is taken.
 *
 * @throws when `wanted` names no candidate, or none of those tried runs; the message lists what would run, and
 * for the others why not.
 */
export async function startFirst(
  candidates: readonly BackendCandidate[],
  { wanted, trial }: { wanted?: string | undefined; trial?: Trial | undefined },
): Promise<BackendChoice> {
  const tried = candidates.filter(({ backend }) => wanted === undefined || backend === wanted);
  if (tried.length === 0) {
    const names = [...new Set(candidates.map(({ backend }) => backend))].join(", ");
    throw new RangeError(
      `chooseBackend: expected a backend of ${names}, got ${JSON.stringify(wanted)}. ${await report(candidates, [])}`,
    );
  }
  const skipped: SkippedBackend[] = [];
  let rival: BackendChoice | undefined;
  for (const candidate of tried) {
    if (rival !== undefined && candidate.onGpu) continue;
    try {
      const started = await start(candidate);
      skipped.push(...(started.skipped ?? []));
      const choice = {
        backend: candidate.backend,
        runs: started.runs,
        ...(candidate.onGpu === true && { onGpu: true }),
        skipped: [...skipped],
      };
      if (trial === undefined || wanted !== undefined) return choice;
      if (rival === undefined && !candidate.onGpu) return choice;
      const timed = { ...choice, trialMilliseconds: await millisecondsOf(trial) };
      if (rival !== undefined) return await faster(rival, timed);
      rival = timed;
    } catch (error) {
      skipped.push({ runs: candidate.runs, reason: reasonOf(error) });
    }
  }
  if (rival !== undefined) return restart(rival);
  throw new Error(
    `chooseBackend: expected ${wanted ?? "a backend"} to run, but it does not. ${await report(candidates, skipped)}`,
  );
}

async function start({ backend, runs, load, inspect }: BackendCandidate) {
  await load();
  if (!(await tf.setBackend(backend))) throw new Error("it did not start");
  await tf.ready();
  hushAdvice();
  return inspect?.() ?? { runs, skipped: [] };
}

/** Of two that were timed. `last` is the active one. */
async function faster(first: BackendChoice, last: BackendChoice): Promise<BackendChoice> {
  const [winner, loser] = timeOf(first) < timeOf(last) ? [first, last] : [last, first];
  const slower = {
    runs: loser.runs,
    reason: `${inWords(loser)} for a step that takes ${inWords(winner)} here`,
  };
  return restart({ ...winner, skipped: [...last.skipped, slower] });
}

async function restart(choice: BackendChoice): Promise<BackendChoice> {
  await tf.setBackend(choice.backend);
  return choice;
}

function timeOf({ trialMilliseconds = Number.POSITIVE_INFINITY }: BackendChoice): number {
  return trialMilliseconds;
}

function inWords(choice: BackendChoice): string {
  return `${timeOf(choice).toPrecision(3)} ms`;
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
