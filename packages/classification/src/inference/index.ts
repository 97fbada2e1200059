export { BIAS_CATEGORIES, type BiasCategory, biasGroups } from "../bias/bias-category.ts";
export { type CounterfactualSwap, counterfactualSwaps } from "../bias/counterfactual-swaps.ts";
export { type Decision, decide } from "../calibration/decision.ts";
export type { ClassifierModel } from "../classifier-model.ts";
export {
  type ExplainOptions,
  type Explanation,
  explain,
  type WordInfluence,
} from "../explanation/explain.ts";
export type { WordSpan } from "../explanation/word-spans.ts";
export {
  type Feedback,
  FeedbackClassifier,
  type FeedbackClassifierOptions,
  type FeedbackExample,
} from "../feedback/feedback-classifier.ts";
export { type FeatureExamples, type LearnHeadOptions, learnHead } from "../feedback/learn-head.ts";
export {
  type Member,
  type Prediction,
  TextClassifier,
  type TextClassifierConfig,
} from "../text-classifier.ts";
export {
  DEFAULT_PREPARATION,
  DOCUMENT_TOKEN,
  prepareText,
  type TextPreparation,
} from "../text-preparation.ts";
export { bytesOfBase64, bytesOfFile } from "./bytes-of-base64.ts";
export { type ClassifierFiles, classifierFromFiles } from "./classifier-from-files.ts";
export { once, type PretrainedSource, pretrainedClassifier } from "./pretrained-classifier.ts";
