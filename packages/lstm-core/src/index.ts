export { createDecoder } from "./decoder/create-decoder.ts";
export type { Decoder, DecoderModel, DecoderOptions } from "./decoder/decoder.ts";
export type { DropoutConfig, DropoutOptions } from "./dropout/dropout-config.ts";
export type { LossContext } from "./dropout/loss-context.ts";
export { lstmWeightsToTorch } from "./export/lstm-weights-to-torch.ts";
export { parametersToKeras } from "./export/parameters-to-keras.ts";
export { parametersToTorch } from "./export/parameters-to-torch.ts";
export { GATES, type Gate } from "./gate-order.ts";
export { type KerasClass, type KerasLayer, kerasArchitecture } from "./import/keras-architecture.ts";
export { type KerasLayerWeights, kerasToParameters } from "./import/keras-to-parameters.ts";
export { languageModelFromArrays } from "./import/language-model-from-arrays.ts";
export type { TorchNames } from "./import/torch-names.ts";
export { torchToLstmWeights } from "./import/torch-to-lstm-weights.ts";
export { torchToParameters } from "./import/torch-to-parameters.ts";
export { LanguageModel, type LanguageModelBatch } from "./language-model.ts";
export type { LanguageModelConfig, LanguageModelOptions } from "./language-model-config.ts";
export { languageModelConfig } from "./language-model-config.ts";
export { type EngramLstm, type EngramLstmArgs, engramLstm } from "./layers/engram-lstm.ts";
export { loadLstmsAsEngram } from "./layers/load-lstms-as-engram.ts";
export {
  cloneState,
  disposeState,
  type LayerState,
  type LstmState,
  stateFromArrays,
  stateFromTensors,
  stateToArrays,
  stateToTensors,
  zeroState,
} from "./lstm-state.ts";
export type { Model } from "./model.ts";
export { modelArrays } from "./model-arrays.ts";
export { type ModelCardFacts, modelCard } from "./model-card.ts";
export type { Precision } from "./model-config-file.ts";
export {
  type ModelBundle,
  type ModelCompanions,
  modelFromFiles,
  modelToFiles,
} from "./model-files.ts";
export { modelFilesFromZip, modelFilesToZip } from "./model-zip.ts";
export type { NamedArray } from "./named-array.ts";
export { attentionPool } from "./ops/attention-pool.ts";
export { embeddingLookup } from "./ops/embedding-lookup.ts";
export { linearCrossEntropy } from "./ops/linear-cross-entropy.ts";
export { type LstmSequenceOptions, type LstmWeights, lstmSequence } from "./ops/lstm-sequence.ts";
export { POOLINGS, type Pooling } from "./pooling/pooling-kinds.ts";
export type { PredictionCache } from "./prediction-cache.ts";
export { type ModelContent, type ModelFiles, readModelFiles } from "./read-model-files.ts";
export type { RegularizationConfig, RegularizationOptions } from "./regularizers/regularization-config.ts";
export { decodeSafetensors } from "./safetensors-decode.ts";
export { encodeSafetensors } from "./safetensors-encode.ts";
export { type ScoreTokensOptions, type StatePolicy, scoreTokens, type TokenScore } from "./score-tokens.ts";
export type { TokenSource } from "./score-windows.ts";
export { SequenceClassifier, type SequenceClassifierBatch } from "./sequence-classifier.ts";
export {
  type SequenceClassifierConfig,
  type SequenceClassifierOptions,
  sequenceClassifierConfig,
} from "./sequence-classifier-config.ts";
