export { type AugmentOptions, augmentWithCounterfactuals } from "./bias/augment-with-counterfactuals.ts";
export { type BalanceOptions, balanceGroups } from "./bias/balance-groups.ts";
export { BIAS_CATEGORIES, type BiasCategory, biasGroups } from "./bias/bias-category.ts";
export type {
  BiasReport,
  CategoryBias,
  Estimate,
  GroupScore,
  PairGap,
  SwapGap,
  TemplateGap,
} from "./bias/bias-report.ts";
export { biasTable } from "./bias/bias-table.ts";
export { type CounterfactualSwap, counterfactualSwaps } from "./bias/counterfactual-swaps.ts";
export { type MeasureBiasOptions, measureBias } from "./bias/measure-bias.ts";
export type { Predict } from "./bias/score-texts.ts";
export { type Decision, decide } from "./calibration/decision.ts";
export { fitPoolWeights } from "./calibration/fit-pool-weights.ts";
export { poolProbabilities } from "./calibration/pool-probabilities.ts";
export { fitTemperature, temperedProbabilities } from "./calibration/temperature-scaling.ts";
export {
  type ChosenThreshold,
  type MistakeCosts,
  thresholdForCost,
  thresholdForPrecision,
} from "./calibration/threshold.ts";
export type { ClassifierModel } from "./classifier-model.ts";
export {
  type CrossValidation,
  type CrossValidationOptions,
  crossValidate,
  type FoldModel,
  type FoldScores,
} from "./cross-validation/cross-validate.ts";
export {
  type DuplicateGroup,
  type DuplicateOptions,
  type Duplicates,
  findDuplicates,
} from "./duplicates/find-duplicates.ts";
export { removeOverlap, type WithoutOverlap } from "./duplicates/remove-overlap.ts";
export { type EvaluateOptions, evaluateClassifier } from "./evaluation/evaluate-classifier.ts";
export type {
  ClassReport,
  CurvePoint,
  EvaluationReport,
  EvaluationScores,
  IntervalName,
  ScoreInterval,
  WorstError,
} from "./evaluation/evaluation-report.ts";
export { renderEvaluation } from "./evaluation/render-evaluation.ts";
export { type ExplainOptions, type Explanation, explain, type WordInfluence } from "./explanation/explain.ts";
export type { WordSpan } from "./explanation/word-spans.ts";
export { type EncodedTexts, type LabelledText, labelIndices } from "./labelled-text.ts";
export { LinearClassifier, type LinearWeights } from "./linear/linear-classifier.ts";
export type { LinearConfig } from "./linear/linear-config.ts";
export { ngramFeatures } from "./linear/ngram-features.ts";
export { type TrainLinearOptions, trainLinearClassifier } from "./linear/train-linear-classifier.ts";
export { predictProbabilities } from "./predict-probabilities.ts";
export {
  type Member,
  type MemberName,
  memberName,
  type Prediction,
  TextClassifier,
  type TextClassifierConfig,
} from "./text-classifier.ts";
export {
  DEFAULT_PREPARATION,
  DOCUMENT_TOKEN,
  prepareText,
  type TextPreparation,
} from "./text-preparation.ts";
export {
  type BuildOptions,
  buildTextClassifier,
  type Direction,
  type StageName,
} from "./training/build-text-classifier.ts";
export { documentStream } from "./training/document-stream.ts";
export {
  awdDropout,
  encoderModel,
  type PretrainOptions,
  pretrainLanguageModel,
} from "./training/pretrain-language-model.ts";
export { DEFAULT_RECIPE, type Recipe } from "./training/recipe.ts";
export {
  type TrainClassifierOptions,
  trainClassifier,
  type Unfreezing,
} from "./training/train-classifier.ts";
export { trainTokenizer } from "./training/train-tokenizer.ts";
