import type { LanguageModelOptions } from "@engram/lstm-core";

/** Every choice of a training, plain enough to be sent to a worker and kept in a database. */
export interface TrainingOptions {
  tokenizer: "char" | "word" | "bpe";
  /** Most entries of a word or BPE vocabulary. */
  vocabulary: number;
  /** What occurs less often is unknown; for BPE at least 2. */
  minimumCount: number;
  /** Typographic quotes and dashes become plain ones. */
  plainPunctuation: boolean;
  /** Share of the text at its end that is not trained on. */
  validation: number;
  embeddingSize: number;
  hiddenSize: number;
  layers: number;
  dropout: number;
  batchSize: number;
  sequenceLength: number;
  learningRate: number;
  /** The training ends after so many minutes, epochs or steps, whichever is first; 0 is no limit. */
  minutes: number;
  epochs: number;
  steps: number;
  seed: number;
}

export const MODEL_SIZES = ["small", "medium", "large"] as const;
export type ModelSize = (typeof MODEL_SIZES)[number];

const SIZES: Readonly<
  Record<ModelSize, Pick<TrainingOptions, "embeddingSize" | "hiddenSize" | "layers" | "sequenceLength">>
> = {
  small: { embeddingSize: 32, hiddenSize: 64, layers: 1, sequenceLength: 50 },
  medium: { embeddingSize: 64, hiddenSize: 128, layers: 1, sequenceLength: 64 },
  large: { embeddingSize: 64, hiddenSize: 256, layers: 2, sequenceLength: 100 },
};

/** UTF-8 bytes below which a text is soon known by heart, and gives too few large batches to learn from. */
const SHORT_TEXT = 600_000;

/** What suits a text of so many UTF-8 bytes. */
export function defaultOptions(bytes: number, size: ModelSize = "medium"): TrainingOptions {
  return {
    tokenizer: "char",
    vocabulary: 4000,
    minimumCount: 1,
    plainPunctuation: true,
    validation: 0.1,
    ...SIZES[size],
    dropout: bytes < SHORT_TEXT ? 0.2 : 0,
    batchSize: bytes < SHORT_TEXT ? 16 : 32,
    learningRate: 0.005,
    minutes: 3,
    epochs: 0,
    steps: 0,
    seed: 0,
  };
}

/** The size whose numbers the options have, if any. */
export function sizeOf(options: TrainingOptions): ModelSize | undefined {
  return MODEL_SIZES.find((size) =>
    Object.entries(SIZES[size]).every(([name, value]) => options[name as keyof TrainingOptions] === value),
  );
}

/** The options of the model, in lstm-core's words. */
export function modelOptions(
  { embeddingSize, hiddenSize, layers, dropout }: TrainingOptions,
  vocabularySize: number,
): LanguageModelOptions {
  return {
    vocabularySize,
    ...(embeddingSize > 0 && { embeddingSize }),
    hiddenSizes: new Array<number>(layers).fill(hiddenSize),
    dropout: { between: dropout, output: dropout },
  };
}
