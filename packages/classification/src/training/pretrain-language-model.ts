import { bpttStreams } from "@engram/dataset";
import { LanguageModel, type LanguageModelOptions, scoreTokens } from "@engram/lstm-core";
import {
  adamW,
  type CheckpointStore,
  slantedTriangular,
  Trainer,
  type TrainerObserver,
} from "@engram/trainer";
import { documentStream } from "./document-stream.ts";

export interface PretrainOptions {
  /** The model to train; its state goes on through the stream of all documents. */
  readonly model: LanguageModel;
  readonly train: readonly Int32Array[];
  /** Documents on which each epoch is scored; none of them is trained on. */
  readonly validation: readonly Int32Array[];
  readonly epochs: number;
  /** B. Default 64. */
  readonly batchSize?: number;
  /** T. Default 70. */
  readonly sequenceLength?: number;
  /** The highest rate of a slanted triangle. Default 4e-3. */
  readonly learningRate?: number;
  readonly weightDecay?: number;
  readonly clipNorm?: number;
  readonly seed?: number;
  readonly maxMinutes?: number;
  readonly checkpoints?: CheckpointStore;
  readonly observers?: readonly TrainerObserver[];
  readonly signal?: AbortSignal;
}

/**
 * Trains a language model on documents, so that its encoder knows their language before a classifier is made of it
 * (ULMFiT, Howard and Ruder 2018).
 *
 * @returns the loss on the validation documents at the end, in nats per token; undefined without any.
 */
export async function pretrainLanguageModel(options: PretrainOptions): Promise<number | undefined> {
  const { model, train, validation, epochs, seed = 0, signal } = options;
  const { batchSize = 64, sequenceLength = 70, learningRate = 4e-3, weightDecay = 0.01 } = options;
  const batches = bpttStreams(documentStream(train), { batchSize, sequenceLength });
  const held = documentStream(validation);
  const evaluate = async () => {
    const { totalNats, tokens } = await scoreTokens(model, held, { context: 256, batchSize: 32 });
    return { loss: totalNats / tokens };
  };
  const trainer = new Trainer(model, batches, {
    optimizer: adamW({ beta1: 0.9, beta2: 0.99, weightDecay }),
    learningRate: slantedTriangular(learningRate),
    clipNorm: options.clipNorm ?? 0.4,
    maxEpochs: epochs,
    seed,
    ...(options.maxMinutes !== undefined && { maxMinutes: options.maxMinutes }),
    ...(held.length > 1 && { evaluate }),
    evaluateInterrupted: false,
    ...(options.checkpoints && { checkpoints: options.checkpoints }),
    ...(options.observers && { observers: options.observers }),
  });
  try {
    if (options.checkpoints !== undefined) await trainer.resume();
    const result = await trainer.run(signal === undefined ? {} : { signal });
    return result.evaluation?.loss;
  } finally {
    trainer.dispose();
  }
}

/** A language model with the dropouts of AWD-LSTM in proportion (Merity, Keskar and Socher 2018). */
export function encoderModel(
  options: Pick<LanguageModelOptions, "vocabularySize" | "hiddenSizes"> & { readonly embeddingSize: number },
  { dropout = 0.5, seed }: { readonly dropout?: number; readonly seed: number },
): LanguageModel {
  return LanguageModel.create(
    {
      ...options,
      tiedOutput: options.embeddingSize === options.hiddenSizes.at(-1),
      dropout: awdDropout(dropout),
      regularization: { activation: 2, temporal: 1 },
    },
    { seed },
  );
}

/** The dropouts of AWD-LSTM as fastai has them, all multiplied by `factor`. */
export function awdDropout(factor: number) {
  return {
    words: 0.02 * factor,
    input: 0.25 * factor,
    recurrent: 0.2 * factor,
    between: 0.15 * factor,
    output: 0.1 * factor,
  };
}
