/** Validation loss after an update. */
export interface EvaluationPoint {
  readonly step: number;
  readonly loss: number;
}

/** The numbers of a run that a checkpoint holds beside its arrays; plain JSON. */
export interface RunState {
  /** Updates done. */
  step: number;
  /** Batches seen; names the dropout masks. */
  batches: number;
  /** Epochs finished. */
  epoch: number;
  /** Batches seen of the current epoch. */
  intoEpoch: number;
  /** Targets learned from. */
  targets: number;
  /** Nats and targets of the current epoch, for its mean training loss. */
  epochNats: number;
  epochTargets: number;
  /** Seconds the run has taken, over all its sittings. */
  elapsedSeconds: number;
  /** Best loss, plateau schedules and early stopping follow from this list. */
  evaluations: EvaluationPoint[];
}

export function freshRunState(): RunState {
  return {
    step: 0,
    batches: 0,
    epoch: 0,
    intoEpoch: 0,
    targets: 0,
    epochNats: 0,
    epochTargets: 0,
    elapsedSeconds: 0,
    evaluations: [],
  };
}
