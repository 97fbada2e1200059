/** What names the dropout masks of one loss; no mask is made unless `training`. */
export interface LossContext {
  readonly training: boolean;
  readonly seed: number;
  readonly step: number;
}

/** No dropout. */
export const EVALUATION: LossContext = { training: false, seed: 0, step: 0 };
