import type { LabelledText } from "@engram/classification";

export const TASKS = ["sentiment", "spam", "custom"] as const;
export type Task = (typeof TASKS)[number];

/** The classes of the tasks that fix them; the second is what is looked for. */
const LABELS = { sentiment: ["negative", "positive"], spam: ["ham", "spam"] } as const;

/**
 * The classes of a task, in the order that a classifier keeps: for `custom` those of the texts, sorted.
 *
 * @throws Error when a text has another label than the task's, or all have the same.
 */
export function labelsOf(task: Task, texts: readonly LabelledText[]): readonly string[] {
  const found = [...new Set(texts.map(({ label }) => label))].sort();
  if (found.length < 2)
    throw new Error(`expected texts with at least two different labels, got only "${found}"`);
  if (task === "custom") return found;
  const labels: readonly string[] = LABELS[task];
  const strange = found.find((label) => !labels.includes(label));
  if (strange !== undefined) {
    throw new Error(`--task ${task}: expected the labels ${labels.join(" and ")}, got "${strange}"`);
  }
  return labels;
}
