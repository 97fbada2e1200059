import { kFolds } from "@engram/dataset";
import { decide } from "../calibration/decision.ts";
import { type DuplicateOptions, findDuplicates } from "../duplicates/find-duplicates.ts";
import type { EvaluationScores } from "../evaluation/evaluation-report.ts";
import { probabilityScores } from "../evaluation/probability-scores.ts";
import { type LabelledText, labelIndices } from "../labelled-text.ts";

/** What a fold trains; a `TextClassifier` is one. */
export interface FoldModel {
  /** [N,C] row-major, in the order of the labels. */
  probabilities(texts: readonly string[]): Promise<Float32Array>;
  dispose(): void;
}

export interface CrossValidationOptions<Example extends LabelledText> extends DuplicateOptions {
  readonly examples: readonly Example[];
  /** C classes. */
  readonly labels: readonly string[];
  readonly folds: number;
  /** Deals the examples; what `build` draws is its own. */
  readonly seed: number;
  /** Trains on the examples of all other folds. What it returns is disposed after its fold. */
  readonly build: (train: readonly Example[], fold: number) => Promise<FoldModel>;
  /**
   * A text must not be trained on and tested: of each group of duplicates only the first takes part ("remove", the
   * default), or all are in the same fold ("together").
   */
  readonly duplicates?: "remove" | "together";
}

export interface FoldScores {
  /** How many examples were trained on and tested. */
  readonly train: number;
  readonly test: number;
  readonly scores: EvaluationScores;
}

/** K examples, each predicted by the model that was not trained on it. */
export interface CrossValidation {
  /** [K]: which of the given examples these are, ascending. */
  readonly indices: Int32Array;
  /** [K,C] row-major. */
  readonly probabilities: Float32Array;
  /** [K] */
  readonly truth: Int32Array;
  /** [K]: the fold in which each was tested. */
  readonly foldOf: Int32Array;
  readonly folds: readonly FoldScores[];
}

/**
 * k-fold cross-validation, stratified by class: a model for each fold, trained on all others.
 *
 * `probabilities` and `truth` are what `evaluateClassifier`, `fitTemperature` and the thresholds take.
 *
 * @throws RangeError when a label is not among `labels`, or there are fewer different texts than folds.
 */
export async function crossValidate<Example extends LabelledText>(
  options: CrossValidationOptions<Example>,
): Promise<CrossValidation> {
  const { examples, labels, build } = options;
  const truth = labelIndices(
    examples.map(({ label }) => label),
    labels,
  );
  const foldOf = dealFolds(options, truth);
  const indices = Int32Array.from(foldOf.keys()).filter((index) => foldOf[index] >= 0);
  const placeOf = new Map(Array.from(indices, (index, place) => [index, place]));
  const probabilities = new Float32Array(indices.length * labels.length);
  const folds: FoldScores[] = [];
  for (let fold = 0; fold < options.folds; fold++) {
    const tested = indices.filter((index) => foldOf[index] === fold);
    const train = Array.from(
      indices.filter((index) => foldOf[index] !== fold),
      (index) => examples[index],
    );
    const model = await build(train, fold);
    try {
      const own = await model.probabilities(Array.from(tested, (index) => examples[index].text));
      const predicted = tested.map((_, row) => decide(rowOf(own, row, labels.length), labels));
      const scores = probabilityScores(
        own,
        Int32Array.from(tested, (index) => truth[index]),
        predicted,
      );
      folds.push({ train: train.length, test: tested.length, scores });
      for (const [row, index] of tested.entries()) {
        probabilities.set(rowOf(own, row, labels.length), (placeOf.get(index) as number) * labels.length);
      }
    } finally {
      model.dispose();
    }
  }
  return {
    indices,
    probabilities,
    truth: indices.map((index) => truth[index]),
    foldOf: indices.map((index) => foldOf[index]),
    folds,
  };
}

/** [N]: the fold of each example, -1 for those that take no part. The first of each group of duplicates is dealt. */
function dealFolds<Example extends LabelledText>(
  { examples, folds, seed, duplicates = "remove", ...options }: CrossValidationOptions<Example>,
  truth: Int32Array,
): Int32Array {
  const texts = examples.map(({ text }) => text);
  const { firstOf } = findDuplicates(texts, options);
  const dealt = Int32Array.from(firstOf.keys()).filter((index) => firstOf[index] === index);
  const foldOf = new Int32Array(examples.length).fill(-1);
  const parts = kFolds(
    dealt.map((index) => truth[index]),
    { folds, seed },
  );
  for (const [fold, { test }] of parts.entries()) {
    for (const place of test) foldOf[dealt[place]] = fold;
  }
  return duplicates === "remove" ? foldOf : foldOf.map((_, index) => foldOf[firstOf[index]]);
}

function rowOf(probabilities: Float32Array, row: number, classes: number): Float32Array {
  return probabilities.subarray(row * classes, (row + 1) * classes);
}
