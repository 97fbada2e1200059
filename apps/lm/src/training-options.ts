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
  independentDropout: boolean;
  // Training
  epochs: number;
  steps: number;
  minutes: number;
  optimizer: "adam" | "adamw" | "rmsprop" | "sgd";
  learningRate: number;
  schedule: "constant" | "cosine" | "step" | "plateau";
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

type Parse = (value: unknown) => string | number | boolean;

interface OptionRow {
  readonly group: "Text" | "Batches" | "Model" | "Training";
  /** Commander's flag; its camelCase name is the option's name. */
  readonly flags: string;
  readonly help: string;
  readonly parse: Parse;
}

function number(what: string, accepts: (value: number) => boolean): Parse {
  return (value) => {
    const parsed = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof parsed !== "number" || !Number.isFinite(parsed) || !accepts(parsed)) {
      throw new RangeError(`expected ${what}, got ${JSON.stringify(value)}`);
    }
    return parsed;
  };
}

const count = number("a whole number of 1 or more", (value) => Number.isSafeInteger(value) && value >= 1);
const countOrZero = number(
  "a whole number of 0 or more",
  (value) => Number.isSafeInteger(value) && value >= 0,
);
const positive = number("a number above 0", (value) => value > 0);
const positiveOrZero = number("a number of 0 or more", (value) => value >= 0);
const share = number("a number in [0, 1)", (value) => value >= 0 && value < 1);

function oneOf(...choices: string[]): Parse {
  return (value) => {
    if (!choices.includes(value as string)) {
      throw new RangeError(`expected one of ${choices.join(", ")}, got ${JSON.stringify(value)}`);
    }
    return value as string;
  };
}

const text: Parse = (value) => {
  if (typeof value !== "string" || value === "") {
    throw new RangeError(`expected a text that is not empty, got ${JSON.stringify(value)}`);
  }
  return value;
};

const flag: Parse = (value) => {
  if (typeof value !== "boolean")
    throw new RangeError(`expected true or false, got ${JSON.stringify(value)}`);
  return value;
};

/** One row an option: its flag, its help and what it accepts, from a flag or from a configuration file. */
export const optionTable: { readonly [Name in keyof TrainingOptions]: OptionRow } = {
  textField: {
    group: "Text",
    flags: "--text-field <name>",
    help: "field or column with the text, in .jsonl, .csv and .tsv files",
    parse: text,
  },
  tokenizer: {
    group: "Text",
    flags: "--tokenizer <kind>",
    help: "char, word or bpe",
    parse: oneOf("char", "word", "bpe"),
  },
  segmenter: {
    group: "Text",
    flags: "--segmenter <name>",
    help: "what finds Chinese words (word): intl, or jieba where @node-rs/jieba is installed",
    parse: oneOf("intl", "jieba"),
  },
  vocabulary: {
    group: "Text",
    flags: "--vocabulary <n>",
    help: "largest vocabulary (word, bpe)",
    parse: count,
  },
  minimumCount: {
    group: "Text",
    flags: "--minimum-count <n>",
    help: "rarer words and characters become unknown",
    parse: count,
  },
  normalize: {
    group: "Text",
    flags: "--normalize <form>",
    help: "Unicode form: NFC, NFKC or none",
    parse: oneOf("NFC", "NFKC", "none"),
  },
  stripHtml: {
    group: "Text",
    flags: "--strip-html",
    help: "remove HTML tags, decode HTML entities",
    parse: flag,
  },
  lowercase: { group: "Text", flags: "--lowercase", help: "lower-case the text", parse: flag },
  plainPunctuation: {
    group: "Text",
    flags: "--plain-punctuation",
    help: "curly quotes, dashes and ellipses become ASCII",
    parse: flag,
  },
  tidyWhitespace: {
    group: "Text",
    flags: "--tidy-whitespace",
    help: "one blank between words, one empty line at most",
    parse: flag,
  },
  specialCharacters: {
    group: "Text",
    flags: "--special-characters <policy>",
    help: "symbols that are neither letters, digits nor punctuation: keep, remove or space",
    parse: oneOf("keep", "remove", "space"),
  },
  validation: {
    group: "Text",
    flags: "--validation <share>",
    help: "share of the text, at its end, held out for validation",
    parse: share,
  },
  windows: {
    group: "Batches",
    flags: "--windows <kind>",
    help: "streams (state carried on) or sliding (the textbook's windows)",
    parse: oneOf("streams", "sliding"),
  },
  windowStep: {
    group: "Batches",
    flags: "--window-step <n>",
    help: "distance of sliding windows",
    parse: count,
  },
  batch: { group: "Batches", flags: "--batch <n>", help: "sequences side by side (B)", parse: count },
  sequence: { group: "Batches", flags: "--sequence <n>", help: "tokens a sequence (T)", parse: count },
  embedding: {
    group: "Model",
    flags: "--embedding <n>",
    help: "embedding size (E); 0 feeds one-hot vectors",
    parse: countOrZero,
  },
  hidden: { group: "Model", flags: "--hidden <n>", help: "hidden size (H)", parse: count },
  layers: { group: "Model", flags: "--layers <n>", help: "LSTM layers (L)", parse: count },
  tied: { group: "Model", flags: "--tied", help: "the output uses the embedding's weights", parse: flag },
  dropout: {
    group: "Model",
    flags: "--dropout <share>",
    help: "dropout between layers and before the output",
    parse: share,
  },
  inputDropout: {
    group: "Model",
    flags: "--input-dropout <share>",
    help: "dropout on the embedding vectors",
    parse: share,
  },
  wordDropout: {
    group: "Model",
    flags: "--word-dropout <share>",
    help: "dropout of whole tokens of the vocabulary",
    parse: share,
  },
  independentDropout: {
    group: "Model",
    flags: "--independent-dropout",
    help: "a fresh dropout mask at each time step instead of one for all (variational)",
    parse: flag,
  },
  epochs: { group: "Training", flags: "--epochs <n>", help: "passes over the training text", parse: count },
  steps: {
    group: "Training",
    flags: "--steps <n>",
    help: "stop after so many steps (0: no limit)",
    parse: countOrZero,
  },
  minutes: {
    group: "Training",
    flags: "--minutes <n>",
    help: "stop after so many minutes (0: no limit)",
    parse: positiveOrZero,
  },
  optimizer: {
    group: "Training",
    flags: "--optimizer <name>",
    help: "adam, adamw, rmsprop or sgd",
    parse: oneOf("adam", "adamw", "rmsprop", "sgd"),
  },
  learningRate: {
    group: "Training",
    flags: "--learning-rate <x>",
    help: "peak learning rate",
    parse: positive,
  },
  schedule: {
    group: "Training",
    flags: "--schedule <name>",
    help: "constant, cosine, step or plateau",
    parse: oneOf("constant", "cosine", "step", "plateau"),
  },
  warmUp: { group: "Training", flags: "--warm-up <n>", help: "steps of linear warm-up", parse: countOrZero },
  clip: {
    group: "Training",
    flags: "--clip <x>",
    help: "largest global gradient norm (0: no clipping)",
    parse: positiveOrZero,
  },
  weightDecay: {
    group: "Training",
    flags: "--weight-decay <x>",
    help: "decoupled weight decay (adamw)",
    parse: positiveOrZero,
  },
  momentum: { group: "Training", flags: "--momentum <x>", help: "momentum (sgd)", parse: share },
  accumulate: {
    group: "Training",
    flags: "--accumulate <n>",
    help: "batches a step (gradient accumulation)",
    parse: count,
  },
  patience: {
    group: "Training",
    flags: "--patience <n>",
    help: "stop after so many evaluations without a better score (0: never)",
    parse: countOrZero,
  },
  evaluateEvery: {
    group: "Training",
    flags: "--evaluate-every <n>",
    help: "steps between evaluations (0: at the end of each epoch)",
    parse: countOrZero,
  },
  checkpointEvery: {
    group: "Training",
    flags: "--checkpoint-every <n>",
    help: "steps between checkpoints",
    parse: count,
  },
  seed: {
    group: "Training",
    flags: "--seed <n>",
    help: "seed of weights, order and dropout",
    parse: countOrZero,
  },
};

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
    independentDropout: false,
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

/**
 * Checks options that came from a flag, a configuration file or `run.json`.
 *
 * @param given option names to values (strings from flags are converted).
 * @param from named in the error: "the command line", or a file.
 * @throws Error that names the option and what it accepts.
 */
export function parseOptions(
  given: Readonly<Record<string, unknown>>,
  from: string,
): Partial<TrainingOptions> {
  const parsed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(optionTable, name)) {
      throw new Error(
        `${from}: there is no option ${JSON.stringify(name)}; known are ${Object.keys(optionTable).join(", ")}`,
      );
    }
    try {
      parsed[name] = optionTable[name as keyof TrainingOptions].parse(value);
    } catch (error) {
      throw new Error(`${from}: ${name}: ${(error as Error).message}`);
    }
  }
  return parsed as Partial<TrainingOptions>;
}
