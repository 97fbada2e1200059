import { type LanguageModel, SequenceClassifier } from "@engram/lstm-core";
import type { Tokenizer } from "@engram/tokenizer";
import type { CheckpointStore, TrainerObserver } from "@engram/trainer";
import { fitPoolWeights } from "../calibration/fit-pool-weights.ts";
import { poolProbabilities } from "../calibration/pool-probabilities.ts";
import { fitTemperature } from "../calibration/temperature-scaling.ts";
import { type EncodedTexts, type LabelledText, labelIndices } from "../labelled-text.ts";
import type { LinearClassifier } from "../linear/linear-classifier.ts";
import { trainLinearClassifier } from "../linear/train-linear-classifier.ts";
import { type Member, TextClassifier, type TextClassifierConfig } from "../text-classifier.ts";
import { prepareText } from "../text-preparation.ts";
import { awdDropout, encoderModel, pretrainLanguageModel } from "./pretrain-language-model.ts";
import type { Recipe } from "./recipe.ts";
import { trainClassifier } from "./train-classifier.ts";
import { trainTokenizer } from "./train-tokenizer.ts";

export type Direction = "forward" | "backward";

/** A part of the work, so that progress and checkpoints can be told apart: `pretrain-forward`, `train-forward-2`. */
export type StageName = `${"pretrain" | "train"}-${Direction}${"" | `-${number}`}`;

export interface BuildOptions {
  readonly train: readonly LabelledText[];
  /**
   * The LSTM never learns from them: they end the training of each stage with a score, and set the weights of the models
   * and the temperature. Then the linear classifier is learnt anew from them and `train` together.
   */
  readonly validation: readonly LabelledText[];
  /** The classes in the order that the classifier keeps. */
  readonly labels: readonly string[];
  readonly recipe: Recipe;
  /** Texts without a class, for language modelling only. */
  readonly unlabelled?: readonly string[];
  /** A tokenizer and language models that are there already; then nothing is pretrained. */
  readonly encoder?: {
    readonly tokenizer: Tokenizer;
    readonly models: Readonly<Partial<Record<Direction, LanguageModel>>>;
  };
  readonly checkpoints?: (stage: StageName) => CheckpointStore;
  readonly observers?: (stage: StageName) => readonly TrainerObserver[];
  /** Is given every language model when it is trained, such as to save it; it is disposed afterwards. */
  readonly onEncoder?: (direction: Direction, model: LanguageModel, tokenizer: Tokenizer) => Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * From labelled texts to a calibrated classifier: a tokenizer, a language model of the texts, a classifier made of its
 * encoder (ULMFiT, Howard and Ruder 2018), a linear classifier beside it, and the weights and the temperature that make
 * their probabilities true on `validation`.
 *
 * @throws RangeError when a text has another label than `labels`, or there are no texts to validate on; what `signal`
 *   was aborted with, once the stage's checkpoint is saved: the same call goes on from there.
 */
export async function buildTextClassifier(options: BuildOptions): Promise<TextClassifier> {
  const { train, validation, labels, recipe, signal } = options;
  const { preparation, directions } = recipe;
  if (validation.length === 0) {
    throw new RangeError("buildTextClassifier: expected texts to validate on, got none");
  }
  const trainLabels = labelIndices(
    train.map(({ label }) => label),
    labels,
  );
  const validationLabels = labelIndices(
    validation.map(({ label }) => label),
    labels,
  );
  const texts = [...train.map(({ text }) => text), ...(options.unlabelled ?? [])];
  const tokenizer =
    options.encoder?.tokenizer ??
    (await trainTokenizer(texts, preparation, { vocabularySize: recipe.vocabularySize }));
  const members: Member[] = [];
  try {
    for (const direction of directions) {
      const reversed = direction === "backward";
      const prepare = (text: string) => prepareText(text, tokenizer, preparation, { reversed });
      const sequences = texts.map(prepare);
      const held = validation.map(({ text }) => prepare(text));
      const model = await startingModel(options, direction, tokenizer, sequences, held);
      members.push({ model, reversed });
      await trainClassifier({
        model,
        train: { sequences: sequences.slice(0, train.length), labels: trainLabels },
        validation: { sequences: held, labels: validationLabels },
        epochs: recipe.epochs,
        unfreezing: options.encoder !== undefined || recipe.pretrainEpochs > 0 ? recipe.unfreezing : "none",
        rateFactor: recipe.rateFactor,
        learningRate: recipe.learningRate,
        batchSize: recipe.batchSize,
        seed: recipe.seed,
        ...(recipe.classWeights === "balanced" && {
          classWeights: balancedWeights(trainLabels, labels.length),
        }),
        ...(options.checkpoints && {
          checkpoints: (stage) => options.checkpoints!(`train-${direction}-${stage}`),
        }),
        ...(options.observers && {
          observers: (stage) => options.observers!(`train-${direction}-${stage}`),
        }),
        ...(signal && { signal }),
      });
      signal?.throwIfAborted();
    }
    const linear = (labelled: readonly LabelledText[], indices: Int32Array): Member => {
      const sequences = labelled.map(({ text }) => prepareText(text, tokenizer, preparation));
      const model = trainLinearMember({ sequences, labels: indices }, labels.length, tokenizer, recipe);
      return { model, reversed: false };
    };
    const hasLinear = recipe.ngramOrder > 0;
    const judged = hasLinear ? [...members, linear(train, trainLabels)] : members;
    const raw = new TextClassifier({ labels, preparation, temperature: 1 }, tokenizer, judged);
    const config = await calibration(raw, validation, validationLabels);
    if (hasLinear) {
      members.push(linear([...train, ...validation], Int32Array.of(...trainLabels, ...validationLabels)));
    }
    return new TextClassifier({ ...raw.config, ...config }, tokenizer, members);
  } catch (error) {
    for (const { model } of members) model.dispose();
    throw error;
  }
}

/** The weights of its models and the temperature that lose least on the texts. */
async function calibration(
  classifier: TextClassifier,
  texts: readonly LabelledText[],
  labels: Int32Array,
): Promise<Pick<TextClassifierConfig, "weights" | "temperature">> {
  const members = await classifier.memberProbabilities(texts.map(({ text }) => text));
  const weights = fitPoolWeights(members, labels);
  const pooled = poolProbabilities(members, classifier.config.labels.length, weights);
  return { ...(members.length > 1 && { weights }), temperature: fitTemperature(pooled, labels) };
}

function trainLinearMember(
  train: EncodedTexts,
  classes: number,
  { vocabularySize }: Tokenizer,
  {
    ngramOrder: order,
    ngramBuckets: buckets,
    ngramCost: cost,
    ngramScale: scale,
    classWeights,
    seed,
  }: Recipe,
): LinearClassifier {
  return trainLinearClassifier({
    train,
    config: { classes, vocabularySize, order, buckets },
    cost,
    scale,
    seed,
    ...(classWeights === "balanced" && { classWeights: balancedWeights(train.labels, classes) }),
  });
}

/** A classifier with the encoder of a language model, or with none where nothing is pretrained. */
async function startingModel(
  { recipe, labels, encoder, checkpoints, observers, onEncoder, signal }: BuildOptions,
  direction: Direction,
  tokenizer: Tokenizer,
  sequences: readonly Int32Array[],
  held: readonly Int32Array[],
): Promise<SequenceClassifier> {
  const { seed, embeddingSize, hiddenSizes, truncation } = recipe;
  const head = {
    classes: labels.length,
    pooling: "concat",
    truncation,
    dropout: { ...awdDropout(recipe.dropout), output: recipe.outputDropout },
  } as const;
  const { vocabularySize } = tokenizer;
  const given = encoder?.models[direction];
  if (given !== undefined) return SequenceClassifier.fromLanguageModel(given, head, { seed });
  if (encoder !== undefined) {
    throw new RangeError(`buildTextClassifier: expected a ${direction} encoder, got none`);
  }
  if (recipe.pretrainEpochs === 0) {
    return SequenceClassifier.create({ ...head, vocabularySize, embeddingSize, hiddenSizes }, { seed });
  }
  const sizes = { vocabularySize, embeddingSize, hiddenSizes };
  const languageModel = encoderModel(sizes, { dropout: recipe.pretrainDropout, seed });
  try {
    await pretrainLanguageModel({
      model: languageModel,
      train: sequences,
      validation: held,
      epochs: recipe.pretrainEpochs,
      learningRate: recipe.pretrainLearningRate,
      seed,
      ...(checkpoints && { checkpoints: checkpoints(`pretrain-${direction}`) }),
      ...(observers && { observers: observers(`pretrain-${direction}`) }),
      ...(signal && { signal }),
    });
    // Before the next stage: its first checkpoint would hold an encoder that is not done.
    signal?.throwIfAborted();
    await onEncoder?.(direction, languageModel, tokenizer);
    return await SequenceClassifier.fromLanguageModel(languageModel, head, { seed });
  } finally {
    languageModel.dispose();
  }
}

/** N / (C n) for a class with n of the N texts: their mean over the texts is 1. */
function balancedWeights(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  return counts.map((count) => (count === 0 ? 1 : labels.length / (classes * count)));
}
