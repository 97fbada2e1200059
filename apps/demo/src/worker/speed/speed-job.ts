/** Training steps of one LSTM layer under a softmax, with Adam and no clipping. Plain enough to be sent to a worker. */
export interface SpeedJob {
  readonly name: SpeedJobName;
  readonly vocabularySize: number; // V
  /** E; null for one-hot vectors. */
  readonly embeddingSize: number | null;
  readonly hiddenSize: number; // H
  readonly batchSize: number; // B
  readonly sequenceLength: number; // T
  /** Predict the next token at each step, or only after the last. */
  readonly everyStep: boolean;
  /** The state goes on from batch to batch. */
  readonly carriesState: boolean;
  readonly learningRate: number;
}

export const SPEED_JOB_NAMES = ["textbook", "language-model"] as const;
export type SpeedJobName = (typeof SPEED_JOB_NAMES)[number];

export const SPEED_JOBS: Readonly<Record<SpeedJobName, SpeedJob>> = {
  /** Keras' example "lstm_text_generation": windows of 40 one-hot characters, the next one predicted at the end. */
  textbook: {
    name: "textbook",
    vocabularySize: 60,
    embeddingSize: null,
    hiddenSize: 128,
    batchSize: 128,
    sequenceLength: 40,
    everyStep: false,
    carriesState: false,
    learningRate: 0.001,
  },
  /** What the room "Train" calls medium. */
  "language-model": {
    name: "language-model",
    vocabularySize: 80,
    embeddingSize: 64,
    hiddenSize: 128,
    batchSize: 32,
    sequenceLength: 64,
    everyStep: true,
    carriesState: true,
    learningRate: 0.002,
  },
};

/** Tokens that a step reads. */
export function tokensPerStep({ batchSize, sequenceLength }: SpeedJob): number {
  return batchSize * sequenceLength;
}
