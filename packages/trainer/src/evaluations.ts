import type { EvaluationPoint } from "./run-state.ts";

/** The evaluation with the lowest loss, the earliest of equals. */
export function bestEvaluation(evaluations: readonly EvaluationPoint[]): EvaluationPoint | undefined {
  let best: EvaluationPoint | undefined;
  for (const point of evaluations) if (best === undefined || point.loss < best.loss) best = point;
  return best;
}

export interface EarlyStopping {
  /** Evaluations in a row without improvement after which the run ends. */
  readonly patience: number;
  /** Nats by which a loss must lie below the best one to be an improvement. Default 0. */
  readonly minimumGain?: number;
}

/** Whether the last `patience` evaluations brought no improvement. */
export function hasStalled(
  evaluations: readonly EvaluationPoint[],
  { patience, minimumGain = 0 }: EarlyStopping,
): boolean {
  let best = Number.POSITIVE_INFINITY;
  let waited = 0;
  for (const { loss } of evaluations) {
    if (loss < best - minimumGain) {
      best = loss;
      waited = 0;
    } else {
      waited++;
    }
  }
  return waited >= patience;
}
