import { checkBoolean, checkSize } from "./check-config.ts";
import { type EncoderConfig, type EncoderOptions, encoderConfig } from "./encoder-config.ts";
import { zeros } from "./initializers/bias.ts";
import { glorotUniform } from "./initializers/glorot-uniform.ts";
import { tokenEncoderSpecs } from "./layers/token-encoder-specs.ts";
import { checkParameterCount, type ParameterSpec } from "./parameter-specs.ts";
import { POOLINGS, type Pooling, pooledSize } from "./pooling/pooling-kinds.ts";

export interface SequenceClassifierOptions extends EncoderOptions {
  /** How many labels there are, at least 2. */
  readonly classes: number;
  /** Default false. */
  readonly bidirectional?: boolean;
  /** Default "last". */
  readonly pooling?: Pooling;
  /**
   * Truncated backpropagation through time: gradients flow through the last so many tokens of a document; what is
   * before them is read for the state and the pooling. Default: through all. Not with `bidirectional` or "attention".
   */
  readonly truncation?: number;
}

/** {@link SequenceClassifierOptions} with every default filled in: plain JSON. */
export interface SequenceClassifierConfig extends EncoderConfig {
  readonly classes: number;
  readonly bidirectional: boolean;
  readonly pooling: Pooling;
  readonly truncation?: number;
}

/**
 * The options, checked and completed; they may come from a file.
 *
 * @throws RangeError that names what does not fit.
 */
export function sequenceClassifierConfig(options: SequenceClassifierOptions): SequenceClassifierConfig {
  const owner = "sequenceClassifierConfig";
  const config = encoderConfig(options, owner);
  const { classes, bidirectional = false, pooling = "last", truncation } = options;
  checkSize(classes, "classes", owner);
  if (classes < 2) throw new RangeError(`${owner}: expected classes to be at least 2, got ${classes}`);
  checkBoolean(bidirectional, "bidirectional", owner);
  if (!POOLINGS.includes(pooling)) {
    throw new RangeError(`${owner}: expected pooling to be one of ${POOLINGS.join(", ")}, got ${pooling}`);
  }
  if (truncation !== undefined) {
    checkSize(truncation, "truncation", owner);
    if (bidirectional || pooling === "attention") {
      throw new RangeError(
        `${owner}: expected no truncation with ${bidirectional ? "bidirectional" : "attention"}, got ${truncation}`,
      );
    }
  }
  const complete = {
    ...config,
    classes,
    bidirectional,
    pooling,
    ...(truncation === undefined ? {} : { truncation }),
  };
  checkParameterCount(sequenceClassifierSpecs(complete), owner);
  return complete;
}

/** The names, shapes and initial values of a classifier's parameters. */
export function sequenceClassifierSpecs(config: SequenceClassifierConfig): ParameterSpec[] {
  const { hiddenSizes, bidirectional, pooling, classes } = config;
  const width = hiddenSizes[hiddenSizes.length - 1] * (bidirectional ? 2 : 1);
  const attention: ParameterSpec[] =
    pooling === "attention"
      ? [{ name: "attention.query", shape: [width, 1], initialize: glorotUniform }]
      : [];
  return [
    ...tokenEncoderSpecs(config),
    ...attention,
    { name: "output.kernel", shape: [pooledSize(pooling, width), classes], initialize: glorotUniform },
    { name: "output.bias", shape: [classes], initialize: zeros },
  ];
}
