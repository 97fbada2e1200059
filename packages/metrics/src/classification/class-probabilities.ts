import { requireColumns, requireIds } from "../require.ts";

/** Float32 softmax rows miss 1 by about K · 6e-8; logits and unnormalised scores miss it by far more. */
const ROW_TOLERANCE = 1e-3;

/** Checked probabilities of N items over K classes. */
export interface ClassProbabilities {
  readonly classes: number;
  /** P(class `id` | item). */
  at(item: number, id: number): number;
}

/**
 * Reads `probabilities` as [N,K] row-major or, where there is one number an item, as the probability of
 * class 1 of two.
 *
 * @throws RangeError when the lengths do not fit, an id is not in [0, K), a probability is not in [0, 1],
 *   or a row does not sum to 1 within 1e-3.
 */
export function readClassProbabilities(
  caller: string,
  classIds: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): ClassProbabilities {
  const columns = requireColumns(caller, "probabilities", probabilities, classIds.length);
  const classes = Math.max(2, columns);
  requireIds(caller, "classIds", classIds, classes);
  for (let item = 0; item < classIds.length; item++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const probability = probabilities[item * columns + column];
      if (!(probability >= 0 && probability <= 1)) {
        throw new RangeError(
          `${caller}: expected probabilities in [0, 1], got ${probability} of item ${item}`,
        );
      }
      sum += probability;
    }
    if (columns > 1 && Math.abs(sum - 1) > ROW_TOLERANCE) {
      throw new RangeError(`${caller}: expected the probabilities of item ${item} to sum to 1, got ${sum}`);
    }
  }
  if (columns > 1) return { classes, at: (item, id) => probabilities[item * columns + id] };
  return { classes, at: (item, id) => (id === 1 ? probabilities[item] : 1 - probabilities[item]) };
}
