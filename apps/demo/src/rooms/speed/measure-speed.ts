import {
  IMPLEMENTATIONS,
  type Implementation,
  TFJS_IMPLEMENTATIONS,
  type TfjsImplementation,
} from "../../worker/speed/implementation.ts";
import type { SpeedJob } from "../../worker/speed/speed-job.ts";
import {
  agree,
  type Contender,
  isContender,
  lossDifference,
  summary,
  triedRow,
  tryImplementation,
} from "./contender.ts";
import type { OpenSpeedDesk } from "./open-speed-desk.ts";
import type { Comparison, SpeedPlace, SpeedResult, SpeedRow } from "./speed-result.ts";
import { median } from "./statistics.ts";
import { withLimit } from "./with-limit.ts";

export const THOROUGHNESSES = ["quick", "thorough"] as const;
export type Thoroughness = (typeof THOROUGHNESSES)[number];

/** Milliseconds; the rounds take as long as theirs, but there are so many of them at least and at most. */
interface Budget {
  readonly trial: number;
  readonly rounds: number;
  readonly fewestRounds: number;
  readonly mostRounds: number;
  /** After one that was given up: a browser lets a busy worker go on for a moment. */
  readonly settling: number;
}

const BUDGETS: Readonly<Record<Thoroughness, Budget>> = {
  quick: { trial: 8_000, rounds: 10_000, fewestRounds: 3, mostRounds: 15, settling: 2_000 },
  thorough: { trial: 90_000, rounds: 45_000, fewestRounds: 7, mostRounds: 40, settling: 3_000 },
};

/** Without ours there is nothing to compare with. */
const OWN_TRIAL_MILLISECONDS = 60_000;
/** While no other has finished its trial, slow is better than none. */
const PATIENCE = 4;
/** A backend whose step takes so many times as long as the quickest one's, and a moment at least, is given up. */
const HOPELESS = 3;
const LEAST_STEP_MILLISECONDS = 2_000;
/** Each side's share of a round. */
const BLOCK_MILLISECONDS = 400;
const MOST_STEPS_A_BLOCK = 50;
/** Backends whose trials are as near to the best one's as this are all timed in the rounds, two at most. */
const NEAR = 1.5;
const MOST_RIVALS = 2;
/** No step of the rounds takes longer than that, or something is wrong. */
const STALLED_MILLISECONDS = 120_000;

export type SpeedProgress =
  | { readonly phase: "trying"; readonly implementation: Implementation }
  | { readonly phase: "timing"; readonly rivals: readonly Implementation[]; readonly share: number };

export interface MeasureOptions {
  readonly thoroughness: Thoroughness;
  readonly openDesk: () => OpenSpeedDesk;
  readonly place: SpeedPlace;
  readonly onProgress: (progress: SpeedProgress) => void;
  readonly signal: AbortSignal;
  /** Default: those of the thoroughness. */
  readonly budget?: Budget;
}

/**
 * Times a job on ours and on each backend of TensorFlow.js that runs here: first a trial of each, then ours and the
 * best in turns. Nothing is timed in turns that does not compute the losses that ours computes.
 *
 * @throws Error when ours does not run; the signal's reason when it is aborted. All workers are ended by then.
 */
export async function measureSpeed(job: SpeedJob, options: MeasureOptions): Promise<SpeedResult> {
  const { openDesk, place, onProgress, signal, thoroughness, budget = BUDGETS[thoroughness] } = options;
  const open = new Set<OpenSpeedDesk>();
  const openTracked = () => {
    const desk = openDesk();
    open.add(desk);
    return desk;
  };
  const attempt = (
    implementation: Implementation,
    limits: { readonly milliseconds: number; readonly stepMilliseconds: number },
  ) => {
    onProgress({ phase: "trying", implementation });
    return tryImplementation(implementation, job, openTracked, { ...limits, signal });
  };
  try {
    const ours = await attempt("engram", {
      milliseconds: OWN_TRIAL_MILLISECONDS,
      stepMilliseconds: OWN_TRIAL_MILLISECONDS,
    });
    if (!isContender(ours)) throw new Error(failureOf(ours));
    const rows = new Map<Implementation, SpeedRow>();
    const rivals: Contender[] = [];
    for (const implementation of TFJS_IMPLEMENTATIONS) {
      const quickest = Math.min(...rivals.map(trialTime));
      const tried = await attempt(implementation, {
        milliseconds: budget.trial * (rivals.length === 0 ? PATIENCE : 1),
        stepMilliseconds: Math.max(LEAST_STEP_MILLISECONDS, HOPELESS * quickest),
      });
      if (!isContender(tried)) {
        rows.set(implementation, tried);
        if (tried.outcome === "slow") await pause(budget.settling);
        continue;
      }
      if (agree(ours.losses, tried.losses)) {
        rows.set(implementation, triedRow(tried));
        rivals.push(tried);
      } else {
        const { runs, losses } = tried;
        rows.set(implementation, { implementation, runs, outcome: "differs", losses });
        tried.desk.end();
      }
    }
    const near = nearest(rivals);
    for (const { desk } of rivals.filter((rival) => !near.includes(rival))) desk.end();
    const times = await takeTurns([ours, ...near], { budget, signal, onProgress });
    for (const contender of [ours, ...near]) rows.set(contender.implementation, timedRow(contender, times));
    return {
      job,
      rows: IMPLEMENTATIONS.flatMap((name) => rows.get(name) ?? []),
      comparison: compare(ours, near, times),
      losses: ours.losses,
      place,
    };
  } finally {
    for (const desk of open) desk.end();
  }
}

/** Steps and milliseconds a step of each round. */
type Times = ReadonlyMap<Contender, { steps: number; readonly perStep: number[] }>;

async function takeTurns(
  contenders: readonly Contender[],
  { budget, signal, onProgress }: Pick<MeasureOptions, "signal" | "onProgress"> & { readonly budget: Budget },
): Promise<Times> {
  const times: Times = new Map(contenders.map((contender) => [contender, { steps: 0, perStep: [] }]));
  const rivals = contenders.slice(1).map(({ implementation }) => implementation);
  const began = performance.now();
  for (let round = 0; round < budget.mostRounds; round++) {
    const share = (performance.now() - began) / budget.rounds;
    if (round >= budget.fewestRounds && share >= 1) break;
    onProgress({ phase: "timing", rivals, share: Math.min(1, share) });
    for (const [contender, taken] of times) {
      const count = Math.round(BLOCK_MILLISECONDS / Math.min(...contender.trial, ...taken.perStep));
      const steps = Math.max(1, Math.min(MOST_STEPS_A_BLOCK, count));
      const limit = { milliseconds: STALLED_MILLISECONDS, signal };
      const { milliseconds } = await withLimit(contender.desk.steps(steps), limit);
      taken.steps += steps;
      taken.perStep.push(milliseconds / steps);
    }
  }
  return times;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function nearest(rivals: readonly Contender[]): Contender[] {
  const sorted = [...rivals].sort((a, b) => trialTime(a) - trialTime(b));
  return sorted.filter((rival) => trialTime(rival) <= NEAR * trialTime(sorted[0])).slice(0, MOST_RIVALS);
}

function trialTime({ trial }: Contender): number {
  return Math.min(...trial);
}

function timedRow(contender: Contender, times: Times): SpeedRow {
  const { implementation, runs, embedsByProduct } = contender;
  const { steps, perStep } = times.get(contender) ?? { steps: 0, perStep: [] };
  return { implementation, runs, embedsByProduct, outcome: "timed", ...summary(perStep), steps };
}

function compare(ours: Contender, rivals: readonly Contender[], times: Times): Comparison | undefined {
  const perStep = (contender: Contender) => times.get(contender)?.perStep ?? [];
  const [best] = [...rivals].sort((a, b) => median(perStep(a)) - median(perStep(b)));
  if (best === undefined) return undefined;
  const [mine, theirs] = [perStep(ours), perStep(best)];
  const ratios = mine.map((milliseconds, round) => theirs[round] / milliseconds);
  return {
    best: best.implementation as TfjsImplementation,
    ratio: median(theirs) / median(mine),
    leastRatio: Math.min(...ratios),
    mostRatio: Math.max(...ratios),
    rounds: ratios.length,
    lossDifference: lossDifference(ours.losses, best.losses),
    losses: best.losses,
  };
}

function failureOf(row: SpeedRow): string {
  return row.outcome === "failed" ? row.reason : "engram: its first steps took too long";
}
