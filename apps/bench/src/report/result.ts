import type { Implementation } from "../implementations/implementation.ts";
import type { Job } from "../jobs/job.ts";
import { operationsOf } from "../jobs/operations.ts";
import { unitsOf } from "../jobs/units.ts";
import { type Peak, peakOf } from "../peak/measure-peaks.ts";
import type { Measurement, Outcome } from "../runner/run-job.ts";
import { median } from "../runner/statistics.ts";

/** One line of the JSON file: one implementation of one job. */
export interface Result {
  readonly job: string;
  readonly implementation: string;
  /** Milliseconds a step: the median over the rounds, and the fastest. */
  readonly medianMs: number;
  readonly minMs: number;
  /** Tokens, or of a matrix product floating-point operations, by the median. */
  readonly unitsPerSecond: number;
  /** The largest resident memory of its process, the language's own included. */
  readonly peakBytes: number | null;
  /** How many times as fast as PyTorch on its better number of threads; null without PyTorch. */
  readonly ratioToPyTorch: number | null;
}

/** One line of the table. */
export interface Row extends Result {
  readonly unit: string;
  /** Milliseconds of the step's matrix products at the peak of the vector unit that runs them. */
  readonly limitMs: number | null;
  /** How many times as fast as tf.layers on `wasm`; null without it. */
  readonly ratioToLayers: number | null;
}

/** A line that says why there are no numbers. */
export interface MissingRow {
  readonly job: string;
  readonly implementation: string;
  readonly reason: string;
}

/** The lines of a job, in the order of the implementations. */
export function rowsOf(job: Job, outcomes: readonly Outcome[], peaks: readonly Peak[]): (Row | MissingRow)[] {
  const isMeasured = (outcome: Outcome): outcome is Measurement => "rounds" in outcome;
  const measured = outcomes.filter(isMeasured);
  const torchMs = fastest(measured.filter(({ implementation }) => implementation.family === "pytorch"));
  const layersMs = fastest(measured.filter(({ implementation }) => isLayersOnWasm(implementation)));
  const units = unitsOf(job);
  return outcomes.map((outcome) => {
    if (!isMeasured(outcome)) return { job: job.name, implementation: outcome.name, reason: outcome.reason };
    const { implementation, rounds, peakBytes } = outcome;
    const medianMs = median(rounds);
    const peak = peakOf(peaks, implementation.threads, implementation.unit);
    return {
      job: job.name,
      implementation: implementation.name,
      medianMs,
      minMs: Math.min(...rounds),
      unitsPerSecond: (units.count / medianMs) * 1000,
      peakBytes,
      ratioToPyTorch: torchMs === null ? null : torchMs / medianMs,
      ratioToLayers: layersMs === null ? null : layersMs / medianMs,
      unit: units.name,
      limitMs: peak === undefined ? null : (operationsOf(job) / peak) * 1000,
    };
  });
}

/** The least of their medians in milliseconds. */
function fastest(measurements: readonly Measurement[]): number | null {
  return measurements.length === 0 ? null : Math.min(...measurements.map(({ rounds }) => median(rounds)));
}

function isLayersOnWasm({ family, settings }: Implementation): boolean {
  return family === "tfjs-layers" && settings.backend === "wasm";
}
