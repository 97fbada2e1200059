import { type DuplicateOptions, findDuplicates } from "./find-duplicates.ts";

/** Training texts without those that the test knows. */
export interface WithoutOverlap<Example> {
  readonly train: Example[];
  /** Which training texts were left out, and the first test text that each is a duplicate of. */
  readonly removed: readonly { readonly trainIndex: number; readonly testIndex: number }[];
}

/**
 * Leaves out of `train` what is a duplicate or near-duplicate of a text in `test`, which stays as it is: a model that
 * has seen the test's texts is scored too well.
 *
 * @throws RangeError as `findDuplicates` does.
 */
export function removeOverlap<Example extends { readonly text: string }>(
  train: readonly Example[],
  test: readonly { readonly text: string }[],
  options: DuplicateOptions = {},
): WithoutOverlap<Example> {
  // The test's texts come first, so a group with one of them is named by it.
  const texts = [...test, ...train].map(({ text }) => text);
  const { firstOf } = findDuplicates(texts, options);
  const isRemoved = (trainIndex: number) => firstOf[test.length + trainIndex] < test.length;
  return {
    train: train.filter((_, trainIndex) => !isRemoved(trainIndex)),
    removed: [...train.keys()]
      .filter(isRemoved)
      .map((trainIndex) => ({ trainIndex, testIndex: firstOf[test.length + trainIndex] })),
  };
}
