import {
  count,
  countOrZero,
  flag,
  oneOf,
  type Parse,
  positive,
  positiveOrZero,
  share,
  text,
} from "./option-values.ts";
import type { TrainingOptions } from "./training-options.ts";

interface OptionRow {
  readonly group: "Text" | "Batches" | "Model" | "Training";
  /** Commander's flag; its camelCase name is the option's name. */
  readonly flags: string;
  readonly help: string;
  readonly parse: Parse;
}

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
  weightDrop: {
    group: "Model",
    flags: "--weight-drop <share>",
    help: "dropout of the recurrent weights, one mask for all steps of a batch",
    parse: share,
  },
  independentDropout: {
    group: "Model",
    flags: "--independent-dropout",
    help: "a fresh dropout mask at each time step instead of one for all (variational)",
    parse: flag,
  },
  activationRegularization: {
    group: "Model",
    flags: "--activation-regularization <x>",
    help: "AR: keeps the last layer's outputs small (usually 2; 0: none)",
    parse: positiveOrZero,
  },
  temporalRegularization: {
    group: "Model",
    flags: "--temporal-regularization <x>",
    help: "TAR: keeps them from changing fast from step to step (usually 1; 0: none)",
    parse: positiveOrZero,
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
    help: "constant, cosine, slanted (triangular), step or plateau",
    parse: oneOf("constant", "cosine", "slanted", "step", "plateau"),
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
