import type { Implementation, Offer } from "../implementations/implementation.ts";
import type { Job } from "../jobs/job.ts";
import { compareChecks } from "./compare-checks.ts";
import { PeerProcess } from "./peer-process.ts";

/** What threads of the last need to go to sleep: they would take the next one's time. */
const SETTLE_MILLISECONDS = 100;
/** A step of more seconds is not measured, one of more than a tenth of that not in more than three rounds. */
export const LONGEST_STEP_SECONDS = 10;
const FEW_ROUNDS = 3;

export interface RunOptions {
  readonly rounds: number;
  /** What a round should take; a step that takes longer is a round of its own. */
  readonly roundSeconds: number;
  /** How long to wait for an answer; some compile at their first step. */
  readonly patienceSeconds: number;
  /** A safetensors file of `jobData`. */
  readonly data: string;
  readonly signal: AbortSignal;
  /** Told what happens, in short. */
  readonly report: (line: string) => void;
}

/** What was measured of one implementation. */
export interface Measurement {
  readonly implementation: Implementation;
  readonly version: string;
  /** Milliseconds a step, of each round. */
  readonly rounds: readonly number[];
  readonly peakBytes: number | null;
}

/** What came of one row of a job. */
export type Outcome = Measurement | { readonly name: string; readonly reason: string };

interface Runner {
  readonly implementation: Implementation;
  readonly process: PeerProcess;
  version: string;
  steps: number;
  readonly rounds: number[];
}

/**
 * Measures the implementations of a job, each in a process of its own: all get ready and are checked against each
 * other, then they take turns, one round each, in an order that moves on by one with each turn.
 *
 * One that fails, dies or does not answer is left out from there on, with the reason.
 *
 * @throws the signal's reason when it is aborted; no process is left then.
 */
export async function runJob(job: Job, offers: readonly Offer[], options: RunOptions): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const runners = new Map<string, Runner>();
  const stop = () => {
    for (const { process } of runners.values()) process.kill();
  };
  options.signal.addEventListener("abort", stop);
  const attempt = async (name: string, work: () => Promise<void>) => {
    options.signal.throwIfAborted();
    try {
      await work();
    } catch (error) {
      options.signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      outcomes.set(name, { name, reason });
      options.report(`${name}: ${reason}`);
      await runners.get(name)?.process.close();
      runners.delete(name);
    }
  };
  try {
    const checks = new Map<string, readonly number[]>();
    for (const offer of offers) {
      if ("reason" in offer) outcomes.set(offer.name, offer);
      else {
        await attempt(offer.name, async () => {
          options.report(offer.name);
          checks.set(offer.name, await startRunner(job, offer, runners, options));
        });
      }
    }
    const int8 = job.kind === "decoding" && job.int8;
    for (const line of compareChecks(checks, { int8 })) options.report(line);
    for (let round = 0; round < options.rounds; round++) {
      options.report(`round ${round + 1} of ${options.rounds}`);
      for (const [name, runner] of rotated([...runners], round)) {
        await attempt(name, () => runRound(runner, options.patienceSeconds));
      }
    }
    for (const [name, runner] of [...runners]) {
      await attempt(name, async () => {
        outcomes.set(name, await finishRunner(runner, options.patienceSeconds));
      });
    }
    return offers.map(({ name }) => outcomes.get(name)!);
  } finally {
    options.signal.removeEventListener("abort", stop);
    await Promise.all([...runners.values()].map(({ process }) => process.close()));
  }
}

/** Starts, checks and warms up. @returns what it computes from the given weights. */
async function startRunner(
  job: Job,
  implementation: Implementation,
  runners: Map<string, Runner>,
  { data, roundSeconds, patienceSeconds }: RunOptions,
): Promise<readonly number[]> {
  const process = new PeerProcess(implementation);
  const runner: Runner = { implementation, process, version: "", steps: 1, rounds: [] };
  runners.set(implementation.name, runner);
  const { settings } = implementation;
  runner.version = (await process.ask("start", { job, data, settings }, patienceSeconds)).version;
  const { values } = await process.ask("check", {}, patienceSeconds);
  runner.steps = await stepsOfRound(process, roundSeconds, patienceSeconds);
  return values;
}

/** Doubles the steps until they take a fair part of a round; that warms up too. */
async function stepsOfRound(
  process: PeerProcess,
  roundSeconds: number,
  patienceSeconds: number,
): Promise<number> {
  for (let steps = 1; ; steps *= 2) {
    const { milliseconds } = await process.ask("run", { steps }, patienceSeconds);
    const share = milliseconds / (roundSeconds * 1000);
    if (milliseconds / steps > LONGEST_STEP_SECONDS * 1000) {
      throw new Error(`a step takes ${(milliseconds / steps / 1000).toFixed(0)} s: too long to measure`);
    }
    if (share >= 0.25) return Math.max(1, Math.round(steps / share));
  }
}

async function runRound({ process, steps, rounds }: Runner, patienceSeconds: number): Promise<void> {
  if (rounds.length >= FEW_ROUNDS && rounds[0] > LONGEST_STEP_SECONDS * 100) return;
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS));
  const { milliseconds } = await process.ask("run", { steps }, patienceSeconds);
  rounds.push(milliseconds / steps);
}

async function finishRunner(
  { implementation, process, version, rounds }: Runner,
  patienceSeconds: number,
): Promise<Measurement> {
  const { peakBytes } = await process.ask("finish", {}, patienceSeconds);
  await process.close();
  return { implementation, version, rounds, peakBytes };
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const first = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
