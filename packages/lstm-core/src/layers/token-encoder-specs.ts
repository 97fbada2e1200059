import type { DropoutConfig } from "../dropout/dropout-config.ts";
import { embeddingUniform } from "../initializers/embedding-uniform.ts";
import type { ParameterSpec } from "../parameter-specs.ts";
import { type LstmStackShape, lstmStackSpecs } from "./lstm-stack-specs.ts";

/** What every model here begins with: token ids, an embedding (or one-hot vectors), LSTM layers. */
export interface TokenEncoderConfig {
  readonly vocabularySize: number; // V
  readonly embeddingSize?: number; // E; one-hot vectors [V] without it
  readonly hiddenSizes: readonly number[]; // H of each layer
  readonly bidirectional: boolean;
  readonly dropout: DropoutConfig;
}

export function encoderStack(config: TokenEncoderConfig): LstmStackShape {
  const { vocabularySize, embeddingSize = vocabularySize, hiddenSizes, bidirectional } = config;
  return { inputSize: embeddingSize, hiddenSizes, bidirectional };
}

/** `embedding` [V,E], where there is one, and the stack's parameters. */
export function tokenEncoderSpecs(config: TokenEncoderConfig): ParameterSpec[] {
  const { vocabularySize, embeddingSize } = config;
  const stack = lstmStackSpecs(encoderStack(config));
  if (embeddingSize === undefined) return stack;
  return [
    { name: "embedding", shape: [vocabularySize, embeddingSize], initialize: embeddingUniform },
    ...stack,
  ];
}
