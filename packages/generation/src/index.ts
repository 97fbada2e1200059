export { beamSearch } from "./beam/beam-search.ts";
export type { Beam, BeamSearchOptions } from "./beam/beam-search-options.ts";
export { NeuralCache, type NeuralCacheContent } from "./cache/neural-cache.ts";
export type { NeuralCacheOptions } from "./cache/neural-cache-options.ts";
export {
  type NeuralCacheTrial,
  type TuneNeuralCacheOptions,
  tuneNeuralCache,
} from "./cache/tune-neural-cache.ts";
export type { ChatTurn } from "./chat/chat-memory.ts";
export { ChatSession, type ChatSessionOptions } from "./chat/chat-session.ts";
export type { ChatTurnMarkers } from "./chat/chat-turn-markers.ts";
export { type CompleteOptions, type Completion, complete } from "./complete/complete.ts";
export type { GenerationModel, GenerationTokenizer } from "./decoding/generation-model.ts";
export { generate } from "./generate.ts";
export type { GenerateOptions, Generation, StopReason } from "./generate-options.ts";
export { generateSamples } from "./generate-samples.ts";
export { applyBannedTokens } from "./sampling/banned-tokens.ts";
export { drawToken } from "./sampling/draw-token.ts";
export { applyMinP } from "./sampling/min-p.ts";
export { applyNoRepeatNgram } from "./sampling/no-repeat-ngram.ts";
export { applyRepetitionPenalty } from "./sampling/repetition-penalty.ts";
export { Sampler } from "./sampling/sampler.ts";
export type { SamplingOptions } from "./sampling/sampling-options.ts";
export { applyTemperature } from "./sampling/temperature.ts";
export { applyTopK } from "./sampling/top-k.ts";
export { applyTopP } from "./sampling/top-p.ts";
export { stream } from "./stream.ts";
