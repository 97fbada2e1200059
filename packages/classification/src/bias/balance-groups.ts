import { Random } from "@engram/random";
import type { LabelledText } from "../labelled-text.ts";
import { type BiasCategory, biasGroups } from "./bias-category.ts";
import { findTerms, mostNamed } from "./find-terms.ts";

/** Apart from what else is drawn with the same seed. */
const STREAM = 0x6261_6c61;

export interface BalanceOptions {
  readonly category: BiasCategory;
  /** Of which texts are left out or repeated. */
  readonly seed: number;
}

/**
 * The examples in a sample in which label and group are independent: every group has each label as often as all groups
 * together have it.
 *
 * A group's texts of a label that it has too often are thinned out, those of one that it has too seldom repeated; a text
 * belongs to the group that it names most often, and texts that name none stay as they are. Within rounding, groups and
 * labels stay as frequent as they were.
 *
 * Kamiran and Calders 2012, "Data preprocessing techniques for classification without discrimination" (uniform sampling).
 *
 * @returns the texts without a group, then the sample; training shuffles.
 * @throws RangeError when a group has no text at all of some label.
 */
export function balanceGroups<Example extends LabelledText>(
  examples: readonly Example[],
  { category, seed }: BalanceOptions,
): Example[] {
  const cells = new Map<number, Map<string, Example[]>>();
  const byLabel = new Map<string, number>();
  const balanced: Example[] = [];
  let total = 0;
  for (const example of examples) {
    const group = mostNamed(findTerms(example.text, category));
    if (group === undefined) {
      balanced.push(example);
      continue;
    }
    const cell = cells.get(group) ?? new Map<string, Example[]>();
    cells.set(group, cell);
    const own = cell.get(example.label);
    if (own === undefined) cell.set(example.label, [example]);
    else own.push(example);
    byLabel.set(example.label, (byLabel.get(example.label) ?? 0) + 1);
    total++;
  }
  const random = new Random(seed, STREAM);
  for (const [group, cell] of [...cells].sort(([one], [other]) => one - other)) {
    const ofGroup = [...cell.values()].reduce((sum, { length }) => sum + length, 0);
    for (const [label, ofLabel] of byLabel) {
      const own = cell.get(label);
      if (own === undefined) {
        const name = biasGroups(category)[group];
        throw new RangeError(
          `balanceGroups: expected texts of ${name} with every label, got none with ${label}`,
        );
      }
      balanced.push(...sample(own, Math.round((ofGroup * ofLabel) / total), random));
    }
  }
  return balanced;
}

/** `count` of the items: each as often as any other, or once more. */
function sample<Item>(items: readonly Item[], count: number, random: Random): Item[] {
  const sampled: Item[] = [];
  while (sampled.length < count) sampled.push(...random.shuffle([...items]).slice(0, count - sampled.length));
  return sampled;
}
