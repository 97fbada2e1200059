import { bootstrapInterval, wilsonInterval } from "@engram/metrics";
import type { Estimate, GroupScore } from "./bias-report.ts";
import type { ScoredText } from "./score-texts.ts";

/** A text as it is, and the group that it names. */
export interface GroupedText extends ScoredText {
  readonly group: number;
  /** Its true label, where it is known. */
  readonly actual: string | undefined;
}

/** How the texts that name each group fare. */
export function groupScores(
  texts: readonly GroupedText[],
  groups: readonly string[],
  label: string,
): GroupScore[] {
  return groups.map((name, group) => {
    const own = texts.filter((text) => text.group === group);
    const known = own.filter(({ actual }) => actual !== undefined);
    const ofLabel = known.filter(({ actual }) => actual === label);
    const sum = own.reduce((total, { probability }) => total + probability, 0);
    return {
      group: name,
      texts: own.length,
      meanProbability: own.length === 0 ? null : sum / own.length,
      accuracy: shareRight(known),
      truePositiveRate: shareRight(ofLabel),
    };
  });
}

/** The share of texts whose decision is their label, with its Wilson interval; null for no texts. */
export function shareRight(texts: readonly Pick<GroupedText, "decision" | "actual">[]): Estimate | null {
  if (texts.length === 0) return null;
  return wilsonInterval(texts.filter(({ decision, actual }) => decision === actual).length, texts.length);
}

/** True-positive rate of the first group's texts less the second's, with a bootstrap interval over the texts of the label. */
export function equalOpportunityGap(
  texts: readonly GroupedText[],
  [first, second]: readonly [number, number],
  { label, seed }: { readonly label: string; readonly seed: number },
): Estimate | null {
  const ofLabel = texts.filter(
    ({ group, actual }) => actual === label && (group === first || group === second),
  );
  if (new Set(ofLabel.map(({ group }) => group)).size < 2) return null;
  const gap = (indices: Int32Array) => {
    const counts = { [first]: { all: 0, right: 0 }, [second]: { all: 0, right: 0 } };
    for (const index of indices) {
      const { group, decision } = ofLabel[index];
      counts[group].all++;
      if (decision === label) counts[group].right++;
    }
    return counts[first].right / counts[first].all - counts[second].right / counts[second].all;
  };
  const { estimate, lower, upper } = bootstrapInterval(ofLabel.length, gap, { seed });
  return { estimate, lower, upper };
}
