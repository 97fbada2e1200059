export {
  type PairPreference,
  type Preference,
  pairPreference,
  type ScoredPair,
  type SentenceScore,
} from "./bias/pair-preference.ts";
export { accuracy } from "./classification/accuracy.ts";
export { brierScore } from "./classification/brier-score.ts";
export {
  type CalibrationBin,
  CalibrationBins,
  expectedCalibrationError,
} from "./classification/calibration.ts";
export { ConfusionMatrix, confusionMatrix } from "./classification/confusion-matrix.ts";
export { logLoss } from "./classification/log-loss.ts";
export { matthewsCorrelation } from "./classification/matthews-correlation.ts";
export {
  type Averaging,
  type ClassScores,
  classScores,
  f1,
  precision,
  recall,
} from "./classification/precision-recall.ts";
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
} from "./classification/precision-recall-curve.ts";
export { type RocCurve, rocAuc, rocAucOneVersusRest, rocCurve } from "./classification/roc.ts";
export {
  type LanguageModelScore,
  type LanguageModelTotals,
  languageModelScore,
  type StatePolicy,
} from "./language-model/language-model-score.ts";
export { NgramModel, type NgramModelOptions } from "./language-model/ngram-model.ts";
export { bitsPerByte, bitsPerCharacter, perplexity } from "./language-model/perplexity.ts";
export { textSize } from "./language-model/text-size.ts";
export {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrapInterval,
} from "./statistics/bootstrap-interval.ts";
export { MeanAccumulator } from "./statistics/mean-accumulator.ts";
export { type WilsonInterval, wilsonInterval } from "./statistics/wilson-interval.ts";
export { BleuAccumulator, type BleuOptions, type BleuScore, bleu } from "./text/bleu.ts";
export { ChrfAccumulator, type ChrfOptions, chrf } from "./text/chrf.ts";
export { CopiedNgrams, copiedNgramRate } from "./text/copied-ngrams.ts";
export { editDistance } from "./text/edit-distance.ts";
export { characterErrorRate, wordErrorRate } from "./text/error-rate.ts";
export type { References } from "./text/references.ts";
export { distinctN, repeatedNgramRate } from "./text/repetition.ts";
