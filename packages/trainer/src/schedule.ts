/** Where a run stands when the learning rate of its next update is asked for. */
export interface SchedulePoint {
  /** Updates done so far. */
  readonly step: number;
  /** How much of the run is over, in [0, 1], by the nearest of its limits: steps, epochs or minutes. */
  readonly progress: number;
  /** Validation losses so far, oldest first. */
  readonly evaluations: readonly number[];
}

/** The learning rate of the next update; a pure function, so that a resumed run needs no state of it. */
export type Schedule = (point: SchedulePoint) => number;
