/** Every choice of a training run. The command line, `--config` files and `run.json` share these names. */
export interface TrainingOptions {
  // Text
  textField: string;
  tokenizer: "char" | "word" | "bpe";
  segmenter: "intl" | "jieba";
  vocabulary: number;
  minimumCount: number;
  normalize: "NFC" | "NFKC" | "none";
  stripHtml: boolean;
  lowercase: boolean;
  plainPunctuation: boolean;
  tidyWhitespace: boolean;
  specialCharacters: "keep" | "remove" | "space";
  validation: number;
  // Batches
  windows: "streams" | "sliding";
  windowStep: number;
  batch: number;
  sequence: number;
  // Model
  embedding: number;
  hidden: number;
  layers: number;
  tied: boolean;
  dropout: number;
  inputDropout: number;
  wordDropout: number;
  weightDrop: number;
  independentDropout: boolean;
  activationRegularization: number;
  temporalRegularization: number;
  // Training
  epochs: number;
  steps: number;
  minutes: number;
  optimizer: "adam" | "adamw" | "rmsprop" | "sgd";
  learningRate: number;
  schedule: "constant" | "cosine" | "slanted" | "step" | "plateau";
  warmUp: number;
  clip: number;
  weightDecay: number;
  momentum: number;
  accumulate: number;
  patience: number;
  evaluateEvery: number;
  checkpointEvery: number;
  seed: number;
}

/**
 * Defaults for a text of so many characters: a small text gets a small, well regularised character model;
 * a large one byte-level BPE and a larger model.
 */
export function defaultOptions(characters: number): TrainingOptions {
  const small = characters < 300_000;
  const large = characters > 8_000_000;
  return {
    textField: "text",
    tokenizer: large ? "bpe" : "char",
    segmenter: "intl",
    vocabulary: 8_000,
    minimumCount: 1,
    normalize: "NFC",
    stripHtml: false,
    lowercase: false,
    plainPunctuation: false,
    tidyWhitespace: false,
    specialCharacters: "keep",
    validation: 0.1,
    windows: "streams",
    windowStep: 3,
    batch: small ? 16 : 50,
    sequence: 50,
    embedding: large ? 256 : 64,
    hidden: large ? 256 : 128,
    layers: small ? 1 : 2,
    tied: false,
    dropout: small ? 0.3 : 0,
    inputDropout: 0,
    wordDropout: 0,
    weightDrop: 0,
    independentDropout: false,
    activationRegularization: 0,
    temporalRegularization: 0,
    epochs: small ? 30 : large ? 3 : 10,
    steps: 0,
    minutes: 0,
    optimizer: "adam",
    learningRate: 2e-3,
    schedule: "cosine",
    warmUp: 0,
    clip: 5,
    weightDecay: 0.01,
    momentum: 0.9,
    accumulate: 1,
    patience: 0,
    evaluateEvery: 0,
    checkpointEvery: 200,
    seed: 0,
  };
}
