export { type AdamOptions, adam, type DecayRule } from "./adam.ts";
export { type AdamWOptions, adamW } from "./adam-w.ts";
export type { BatchStream } from "./batch-stream.ts";
export type {
  Checkpoint,
  CheckpointCodec,
  CheckpointKind,
  CheckpointStore,
  NamedArray,
} from "./checkpoint.ts";
export { constant } from "./constant.ts";
export { type CosineOptions, cosine } from "./cosine.ts";
export { discriminativeRates } from "./discriminative-rates.ts";
export type { EarlyStopping } from "./evaluations.ts";
export { gradualUnfreezing, type UnfreezingStage } from "./gradual-unfreezing.ts";
export { createMemoryCheckpoints } from "./memory-checkpoints.ts";
export { isNonFiniteError, NonFiniteError } from "./non-finite-error.ts";
export type {
  CheckpointReport,
  EpochReport,
  EvaluationMetrics,
  EvaluationReport,
  RunReport,
  StepReport,
  StopReason,
  TrainerObserver,
  TrainingResult,
} from "./observer.ts";
export type { Optimizer, OptimizerRecipe, UpdateContext } from "./optimizer.ts";
export type { ParameterGroups } from "./parameter-groups.ts";
export { type PlateauOptions, plateau } from "./plateau.ts";
export { html, Markup, type MarkupValue } from "./report/markup.ts";
export { type ReportOptions, type ReportSample, renderReport } from "./report/render-report.ts";
export { reportPage } from "./report/report-page.ts";
export { type RmsPropOptions, rmsProp } from "./rms-prop.ts";
export { type LogEntry, parseLogEntry } from "./run-log.ts";
export type { EvaluationPoint } from "./run-state.ts";
export type { Schedule, SchedulePoint } from "./schedule.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
export { type SlantedTriangularOptions, slantedTriangular } from "./slanted-triangular.ts";
export { type StepDecayOptions, stepDecay } from "./step-decay.ts";
export type { BatchLoss, LossContext, Trainable } from "./trainable.ts";
export { Trainer } from "./trainer.ts";
export type { EvaluationContext, TrainerOptions } from "./trainer-options.ts";
export { warmUp } from "./warm-up.ts";
