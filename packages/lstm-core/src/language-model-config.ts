import { checkBoolean } from "./check-config.ts";
import { type EncoderConfig, type EncoderOptions, encoderConfig } from "./encoder-config.ts";
import { zeros } from "./initializers/bias.ts";
import { glorotUniform } from "./initializers/glorot-uniform.ts";
import { type TokenEncoderConfig, tokenEncoderSpecs } from "./layers/token-encoder-specs.ts";
import { checkParameterCount, type ParameterSpec } from "./parameter-specs.ts";

export interface LanguageModelOptions extends EncoderOptions {
  /** The output layer's kernel is the embedding, transposed (Press and Wolf 2017): E must be the last H. */
  readonly tiedOutput?: boolean;
}

/** {@link LanguageModelOptions} with every default filled in: plain JSON. */
export interface LanguageModelConfig extends EncoderConfig {
  readonly tiedOutput: boolean;
}

/**
 * The options, checked and completed; they may come from a file.
 *
 * @throws RangeError that names what does not fit.
 */
export function languageModelConfig(options: LanguageModelOptions): LanguageModelConfig {
  const owner = "languageModelConfig";
  const config = encoderConfig(options, owner);
  const { tiedOutput = false } = options;
  checkBoolean(tiedOutput, "tiedOutput", owner);
  const last = config.hiddenSizes[config.hiddenSizes.length - 1];
  if (tiedOutput && config.embeddingSize !== last) {
    throw new RangeError(
      `${owner}: expected embeddingSize ${last}, the last hidden size, for a tied output, got ${config.embeddingSize}`,
    );
  }
  const complete = { ...config, tiedOutput };
  checkParameterCount(languageModelSpecs(complete), owner);
  return complete;
}

/** The encoder of a language model: it reads forward only. */
export function languageModelEncoder(config: LanguageModelConfig): TokenEncoderConfig {
  return { ...config, bidirectional: false };
}

/** The names, shapes and initial values of a language model's parameters. */
export function languageModelSpecs(config: LanguageModelConfig): ParameterSpec[] {
  const { vocabularySize, hiddenSizes, tiedOutput } = config;
  const specs = tokenEncoderSpecs(languageModelEncoder(config));
  if (!tiedOutput) {
    const shape = [hiddenSizes[hiddenSizes.length - 1], vocabularySize];
    specs.push({ name: "output.kernel", shape, initialize: glorotUniform });
  }
  return [...specs, { name: "output.bias", shape: [vocabularySize], initialize: zeros }];
}
