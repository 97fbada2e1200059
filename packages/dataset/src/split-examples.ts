import { Random } from "@engram/random";
import { checkFractions } from "./split-tokens.ts";

/** Keeps these draws apart from other uses of the same seed. */
const STREAM = 0x5917_0000;

/**
 * Deals labelled examples into parts by fraction, so that every part has every label's share (stratified).
 *
 * Of n examples with one label a part with fraction f gets floor(n f) or ceil(n f); leftovers go where most is
 * missing so far, so rare labels do not all land in one part. Which examples: a shuffle by `seed`.
 *
 * @param labels [N], one per example (all equal, e.g. `new Int32Array(N)`, for a split without labels).
 * @param fractions name and share of each part; the shares are in (0, 1] and their sum is 1.
 * @returns for each part the indices of its examples, ascending. Every index is in exactly one part.
 * @throws RangeError when the fractions do not sum to 1.
 */
export function splitExamples<Name extends string>(
  labels: ArrayLike<string | number>,
  fractions: Readonly<Record<Name, number>>,
  { seed }: { readonly seed: number },
): Record<Name, Int32Array> {
  checkFractions("splitExamples", fractions);
  const names = Object.keys(fractions) as Name[];
  const dealt = deal(
    labels,
    names.map((name) => fractions[name]),
    seed,
  );
  return Object.fromEntries(names.map((name, part) => [name, dealt[part]])) as Record<Name, Int32Array>;
}

/**
 * The stratified folds of a cross-validation: each example is in the test part of exactly one fold.
 *
 * @param labels [N], one per example.
 * @returns for each fold the ascending indices of its training and of its test examples.
 */
export function kFolds(
  labels: ArrayLike<string | number>,
  { folds, seed }: { readonly folds: number; readonly seed: number },
): { train: Int32Array; test: Int32Array }[] {
  if (!Number.isInteger(folds) || folds < 2 || folds > labels.length) {
    throw new RangeError(`kFolds: expected folds to be an integer in [2, ${labels.length}], got ${folds}`);
  }
  const parts = deal(labels, new Array<number>(folds).fill(1 / folds), seed);
  return parts.map((test, fold) => ({
    train: Int32Array.from(parts.flatMap((part, other) => (other === fold ? [] : [...part]))).sort(),
    test,
  }));
}

/** Indices of `labels`, dealt by `shares`, label by label. */
function deal(labels: ArrayLike<string | number>, shares: readonly number[], seed: number): Int32Array[] {
  const byLabel = new Map<string | number, number[]>();
  for (let index = 0; index < labels.length; index++) {
    const indices = byLabel.get(labels[index]);
    if (indices) indices.push(index);
    else byLabel.set(labels[index], [index]);
  }
  const random = new Random(seed, STREAM);
  const parts = shares.map((): number[] => []);
  let seen = 0;
  for (const indices of byLabel.values()) {
    random.shuffle(indices);
    seen += indices.length;
    // The small term keeps 10 * 0.1 from counting as 0.9999…
    const counts = shares.map((share) => Math.floor(indices.length * share + 1e-9));
    const missing = shares.map((share, part) => share * seen - parts[part].length - counts[part]);
    const leftover = indices.length - counts.reduce((sum, count) => sum + count, 0);
    const hasFraction = shares.map((share, part) => indices.length * share - counts[part] > 1e-9);
    const neediest = [...shares.keys()].sort(
      (one, other) => Number(hasFraction[other]) - Number(hasFraction[one]) || missing[other] - missing[one],
    );
    for (const part of neediest.slice(0, leftover)) counts[part]++;
    let start = 0;
    for (const [part, count] of counts.entries()) {
      for (let end = start + count; start < end; start++) parts[part].push(indices[start]);
    }
  }
  return parts.map((part) => Int32Array.from(part).sort());
}
