/** What every job has. Plain JSON, and null for what is not there: the Python peers read it too. */
interface CommonJob {
  /** What `--jobs` names, by its beginning. */
  readonly name: string;
  /** One of a series of sizes: only our best builds and PyTorch run it. */
  readonly isScaling: boolean;
  /** The numbers of threads to measure with; null: one, and one a core. */
  readonly threads: readonly number[] | null;
}

/** Training steps of a language model: LSTM layers, softmax, Adam. A unit is a token that was read. */
export interface TrainingJob extends CommonJob {
  readonly kind: "training";
  readonly vocabularySize: number; // V
  /** E; null for one-hot vectors. */
  readonly embeddingSize: number | null;
  readonly hiddenSize: number; // H
  readonly layers: number; // L
  readonly batchSize: number; // B
  readonly sequenceLength: number; // T
  /** Predict the next token at each step, or only after the last. */
  readonly everyStep: boolean;
  /** The state goes on from batch to batch. */
  readonly carriesState: boolean;
  /** The largest global norm of the gradient. */
  readonly clipNorm: number | null;
  readonly learningRate: number;
}

/** Training steps of a bidirectional classifier on padded documents. A unit is a token before the padding. */
export interface ClassificationJob extends CommonJob {
  readonly kind: "classification";
  readonly vocabularySize: number; // V
  readonly embeddingSize: number; // E
  readonly hiddenSize: number; // H of each direction
  readonly classes: number;
  readonly batchSize: number; // B
  /** Lengths go evenly from the shortest to the longest. */
  readonly shortest: number;
  readonly longest: number;
  readonly learningRate: number;
}

/** One token after another: the state is carried, the next token sampled at temperature 1. A unit is a token. */
export interface DecodingJob extends CommonJob {
  readonly kind: "decoding";
  readonly vocabularySize: number; // V, read as one-hot vectors
  readonly hiddenSize: number; // H
  readonly layers: number; // L
  /** Weights as whole numbers of 8 bits. */
  readonly int8: boolean;
}

/** C [rows,columns] = A [rows,inner] · B [inner,columns], either stored transposed. A unit is a floating-point operation. */
export interface ProductJob extends CommonJob {
  readonly kind: "product";
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export type Job = TrainingJob | ClassificationJob | DecodingJob | ProductJob;
