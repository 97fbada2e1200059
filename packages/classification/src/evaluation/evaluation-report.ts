import type { CalibrationBin } from "@engram/metrics";
import type { Decision } from "../calibration/decision.ts";

/** How good probabilities and decisions are on labelled texts; `null` where a score is not defined. */
export interface EvaluationScores {
  /** Share of texts whose class was chosen. */
  readonly accuracy: number;
  /** Means over the classes that occur. */
  readonly macroPrecision: number;
  readonly macroRecall: number;
  readonly macroF1: number;
  /** Mean over the classes of the area under the ROC curve of each against the rest; null when a class does not occur. */
  readonly rocAuc: number | null;
  /** Mean over the classes of the area under the precision-recall curve; null when a class does not occur. */
  readonly averagePrecision: number | null;
  /** Mean nats of the true classes. */
  readonly logLoss: number;
  /** Squared error summed over the classes: in [0, 2]. */
  readonly brierScore: number;
  /** Of the likeliest class, in 15 bins. */
  readonly expectedCalibrationError: number;
}

/** Scores that have an interval. */
export type IntervalName = "accuracy" | "macroF1" | "rocAuc" | "expectedCalibrationError";

/** Where a score would lie for 95% of other samples of as many such texts. */
export interface ScoreInterval {
  readonly lower: number;
  readonly upper: number;
}

/** A point of a curve; `threshold`: from this probability on a text counts as of the class, null for never. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly threshold: number | null;
}

/** One class against all others. */
export interface ClassReport {
  readonly label: string;
  /** How many texts are of the class. */
  readonly texts: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly rocAuc: number | null;
  readonly averagePrecision: number | null;
  /** x: share of other texts taken for the class, y: share of its own; empty where one of the two has no text. */
  readonly rocCurve: readonly CurvePoint[];
  /** x: recall, y: precision; empty where no text is of the class. */
  readonly precisionRecallCurve: readonly CurvePoint[];
}

/** A text that got another class than its own. */
export interface WorstError {
  /** Of the text among those that were given. */
  readonly index: number;
  readonly actual: string;
  readonly predicted: string;
  /** Of the class that was chosen. */
  readonly probability: number;
  /** The beginning of the text, where texts were given. */
  readonly excerpt?: string;
}

/** How a classifier does on labelled texts: plain JSON. */
export interface EvaluationReport {
  /** C classes. */
  readonly labels: readonly string[];
  /** N */
  readonly texts: number;
  readonly decision?: Decision;
  readonly scores: EvaluationScores;
  /** 95% bootstrap intervals from so many resamples by `seed`; null where the score is. */
  readonly intervals: Readonly<Record<IntervalName, ScoreInterval | null>>;
  readonly resamples: number;
  readonly seed: number;
  /** [C] */
  readonly classes: readonly ClassReport[];
  /** The bins that hold a text, by the probability of the likeliest class. */
  readonly calibration: readonly CalibrationBin[];
  /** [C][C]: row the actual class, column the predicted one. */
  readonly confusion: readonly (readonly number[])[];
  /** The most confident mistakes, the worst first. */
  readonly worstErrors: readonly WorstError[];
}
