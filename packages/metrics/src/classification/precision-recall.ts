import { requireInteger } from "../require.ts";
import { type ConfusionMatrix, requireCounted } from "./confusion-matrix.ts";

/**
 * Which one number is made of the classes' numbers.
 *
 * - `positiveClass`: the number of that class.
 * - "micro": the counts of all classes are added first; here each of the three is then the accuracy.
 * - "macro": the mean over the classes that occur, as an actual or as a predicted class.
 * - "weighted": the mean weighted by how often each class is the actual one.
 */
export type Averaging =
  | { readonly positiveClass: number }
  | { readonly average: "micro" | "macro" | "weighted" };

/** Precision, recall and F1 of each class; all [K]. A share of nothing is 0, as in scikit-learn. */
export interface ClassScores {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly f1: Float64Array;
  /** How often each class was the actual one. */
  readonly support: Float64Array;
}

type ClassScore = "precision" | "recall" | "f1";

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

/** F1 = 2 TP / (actual + predicted): the harmonic mean of precision and recall, defined where one of them is not. */
const scoreOf: Record<ClassScore, (correct: number, predicted: number, actual: number) => number> = {
  precision: (correct, predicted) => share(correct, predicted),
  recall: (correct, _predicted, actual) => share(correct, actual),
  f1: (correct, predicted, actual) => share(2 * correct, predicted + actual),
};

/**
 * Precision, recall, F1 and support of every class.
 *
 * @throws RangeError when no pair was counted.
 */
export function classScores(confusion: ConfusionMatrix): ClassScores {
  requireCounted("classScores", confusion);
  const support = confusion.actualCounts();
  const predicted = confusion.predictedCounts();
  const scores = (name: ClassScore) =>
    support.map((actual, id) => scoreOf[name](confusion.count(id, id), predicted[id], actual));
  return { precision: scores("precision"), recall: scores("recall"), f1: scores("f1"), support };
}

function averaged(name: ClassScore, confusion: ConfusionMatrix, averaging: Averaging): number {
  requireCounted(name, confusion);
  if (averaging !== undefined && "positiveClass" in averaging) {
    requireInteger(name, "positiveClass", averaging.positiveClass, 0, confusion.classes - 1);
    return classScores(confusion)[name][averaging.positiveClass];
  }
  const { total } = confusion;
  const { [name]: scores, support } = classScores(confusion);
  switch (averaging?.average) {
    case "micro":
      return scoreOf[name](confusion.correct, total, total);
    case "weighted":
      return scores.reduce((sum, score, id) => sum + score * support[id], 0) / total;
    case "macro": {
      const predicted = confusion.predictedCounts();
      const occurring = scores.filter((_, id) => support[id] > 0 || predicted[id] > 0);
      return occurring.reduce((sum, score) => sum + score, 0) / occurring.length;
    }
    default:
      throw new RangeError(
        `${name}: expected { positiveClass } or { average: "micro", "macro" or "weighted" }, got ${JSON.stringify(averaging)}`,
      );
  }
}

/**
 * Of what was predicted to be a class, the share that is: TP / (TP + FP), in [0, 1].
 * 0 for a class that was never predicted.
 *
 * @throws RangeError when no pair was counted or the averaging is not one of {@link Averaging}.
 */
export function precision(confusion: ConfusionMatrix, averaging: Averaging): number {
  return averaged("precision", confusion, averaging);
}

/**
 * Of what is a class, the share that was predicted to be: TP / (TP + FN), in [0, 1].
 * 0 for a class that never occurs.
 *
 * @throws RangeError as {@link precision} does.
 */
export function recall(confusion: ConfusionMatrix, averaging: Averaging): number {
  return averaged("recall", confusion, averaging);
}

/**
 * The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN), in [0, 1].
 * 0 for a class that neither occurs nor was predicted.
 *
 * @throws RangeError as {@link precision} does.
 */
export function f1(confusion: ConfusionMatrix, averaging: Averaging): number {
  return averaged("f1", confusion, averaging);
}
