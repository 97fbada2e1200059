import { type DropoutConfig, type DropoutOptions, dropoutConfig } from "./dropout/dropout-config.ts";
import { zeros } from "./initializers/bias.ts";
import { embeddingUniform } from "./initializers/embedding-uniform.ts";
import { glorotUniform } from "./initializers/glorot-uniform.ts";
import { type LstmStackShape, lstmStackSpecs } from "./layers/lstm-stack.ts";
import { checkSize, checkSizes } from "./model-sizes.ts";
import type { ParameterSpec } from "./parameters.ts";

export interface LanguageModelOptions {
  /** V. */
  readonly vocabularySize: number;
  /** E; without it the first layer reads one-hot vectors [V]. */
  readonly embeddingSize?: number;
  /** H of each layer, the one nearest the input first. */
  readonly hiddenSizes: readonly number[];
  /** The output layer's kernel is the embedding, transposed (Press and Wolf 2017): E must be the last H. */
  readonly tiedOutput?: boolean;
  readonly dropout?: DropoutOptions;
}

/** {@link LanguageModelOptions} with every default filled in: plain JSON. */
export interface LanguageModelConfig {
  readonly vocabularySize: number;
  readonly embeddingSize?: number;
  readonly hiddenSizes: readonly number[];
  readonly tiedOutput: boolean;
  readonly dropout: DropoutConfig;
}

/** The options, checked and completed. @throws RangeError that names what does not fit. */
export function languageModelConfig(options: LanguageModelOptions): LanguageModelConfig {
  const owner = "languageModelConfig";
  const { vocabularySize, embeddingSize, hiddenSizes, tiedOutput = false } = options;
  checkSize(vocabularySize, "vocabularySize", owner);
  checkSizes(hiddenSizes, "hiddenSizes", owner);
  if (embeddingSize !== undefined) checkSize(embeddingSize, "embeddingSize", owner);
  if (typeof tiedOutput !== "boolean") {
    throw new RangeError(`${owner}: expected tiedOutput true or false, got ${tiedOutput}`);
  }
  const last = hiddenSizes[hiddenSizes.length - 1];
  if (tiedOutput && embeddingSize !== last) {
    throw new RangeError(
      `${owner}: expected embeddingSize ${last}, the last hidden size, for a tied output, got ${embeddingSize}`,
    );
  }
  const dropout = dropoutConfig(options.dropout, owner);
  if (embeddingSize === undefined && (dropout.words > 0 || dropout.input > 0)) {
    throw new RangeError(`${owner}: expected dropout.words and dropout.input 0 for one-hot input, got more`);
  }
  return {
    vocabularySize,
    ...(embeddingSize === undefined ? {} : { embeddingSize }),
    hiddenSizes: [...hiddenSizes],
    tiedOutput,
    dropout,
  };
}

/** The LSTM stack of a language model: it reads forward only. */
export function languageModelStack(config: LanguageModelConfig): LstmStackShape {
  return {
    inputSize: config.embeddingSize ?? config.vocabularySize,
    hiddenSizes: config.hiddenSizes,
    bidirectional: false,
  };
}

/** The names, shapes and initial values of a language model's parameters. */
export function languageModelSpecs(config: LanguageModelConfig): ParameterSpec[] {
  const { vocabularySize, embeddingSize, hiddenSizes, tiedOutput } = config;
  const specs = lstmStackSpecs(languageModelStack(config));
  if (embeddingSize !== undefined) {
    specs.unshift({
      name: "embedding",
      shape: [vocabularySize, embeddingSize],
      initialize: embeddingUniform,
    });
  }
  if (!tiedOutput) {
    const shape = [hiddenSizes[hiddenSizes.length - 1], vocabularySize];
    specs.push({ name: "output.kernel", shape, initialize: glorotUniform });
  }
  return [...specs, { name: "output.bias", shape: [vocabularySize], initialize: zeros }];
}
