import { checkSize, checkSizes } from "./check-config.ts";
import { type DropoutConfig, type DropoutOptions, dropoutConfig } from "./dropout/dropout-config.ts";
import {
  type RegularizationConfig,
  type RegularizationOptions,
  regularizationConfig,
} from "./regularizers/regularization-config.ts";

/** The options that every model shares. */
export interface EncoderOptions {
  /** V. */
  readonly vocabularySize: number;
  /** E; without it the first layer reads one-hot vectors [V]. */
  readonly embeddingSize?: number;
  /** H of each layer, the one nearest the input first. */
  readonly hiddenSizes: readonly number[];
  readonly dropout?: DropoutOptions;
  readonly regularization?: RegularizationOptions;
}

/** {@link EncoderOptions} with every default filled in: plain JSON. */
export interface EncoderConfig {
  readonly vocabularySize: number;
  readonly embeddingSize?: number;
  readonly hiddenSizes: readonly number[];
  readonly dropout: DropoutConfig;
  readonly regularization: RegularizationConfig;
}

/**
 * The shared options, checked and completed; they may come from a file.
 *
 * @throws RangeError that names what does not fit.
 */
export function encoderConfig(options: EncoderOptions, owner: string): EncoderConfig {
  if (typeof options !== "object" || options === null) {
    throw new RangeError(`${owner}: expected an object of options, got ${options}`);
  }
  const { vocabularySize, embeddingSize, hiddenSizes } = options;
  checkSize(vocabularySize, "vocabularySize", owner);
  checkSizes(hiddenSizes, "hiddenSizes", owner);
  if (embeddingSize !== undefined) checkSize(embeddingSize, "embeddingSize", owner);
  const dropout = dropoutConfig(options.dropout, owner);
  if (embeddingSize === undefined && (dropout.words > 0 || dropout.input > 0)) {
    throw new RangeError(`${owner}: expected dropout.words and dropout.input 0 for one-hot input, got more`);
  }
  return {
    vocabularySize,
    ...(embeddingSize === undefined ? {} : { embeddingSize }),
    hiddenSizes: [...hiddenSizes],
    dropout,
    regularization: regularizationConfig(options.regularization, owner),
  };
}
