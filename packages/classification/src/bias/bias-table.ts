import type { BiasReport, CategoryBias, Estimate, PairGap } from "./bias-report.ts";

/** Pairs of groups of which a table has rows: those with the widest gaps. */
const MOST_PAIRS = 3;

/** What a row is of; `read` finds it in a report. */
interface Row {
  readonly name: string;
  readonly read: (report: BiasReport) => Estimate | null | undefined;
}

/**
 * A report as a Markdown table, each number with its interval; with two reports of the same texts, before and after a
 * reduction side by side.
 *
 * For each category the gap over all pairs of groups and the share of decisions that flip, then the (at most three) pairs
 * that were furthest apart before; at the end the accuracy.
 *
 * @throws RangeError when the reports are of other labels or numbers of texts.
 */
export function biasTable(before: BiasReport, after?: BiasReport): string {
  if (after !== undefined && (after.label !== before.label || after.texts !== before.texts)) {
    throw new RangeError(
      `biasTable: expected two reports on ${before.texts} texts and ${before.label}, got ${after.texts} and ${after.label}`,
    );
  }
  const reports = after === undefined ? [before] : [before, after];
  const rows: Row[] = [
    ...before.categories.flatMap(categoryRows),
    { name: "accuracy", read: ({ accuracy }) => accuracy },
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = [`P(${before.label})`, ...(after === undefined ? ["score"] : ["before", "after"])];
  return [
    line(head),
    line(head.map(() => "---")),
    ...rows.map(({ name, read }) => line([name, ...reports.map((report) => show(read(report)))])),
  ].join("\n");
}

function categoryRows({ category, textsWithTerms, pairs }: CategoryBias): Row[] {
  const within =
    (read: (own: CategoryBias) => Estimate | null | undefined): Row["read"] =>
    ({ categories }) => {
      const own = categories.find((other) => other.category === category);
      return own && read(own);
    };
  const ofPair = ([first, second]: PairGap["groups"], read: (pair: PairGap) => Estimate | null) =>
    within((own) => {
      const pair = own.pairs.find(({ groups }) => groups[0] === first && groups[1] === second);
      return pair && read(pair);
    });
  const widest = [...pairs]
    .sort((one, other) => Math.abs(other.meanGap.estimate) - Math.abs(one.meanGap.estimate))
    .slice(0, MOST_PAIRS);
  return [
    {
      name: `${category} (${textsWithTerms} texts): mean absolute gap`,
      read: within(({ overall }) => overall?.meanAbsoluteGap),
    },
    { name: `${category}: decisions that flip`, read: within(({ overall }) => overall?.flipShare) },
    ...widest.flatMap(({ groups, equalOpportunityGap }): Row[] => {
      const names = `${groups[0]} - ${groups[1]}`;
      const gap = { name: `${names}: mean gap`, read: ofPair(groups, ({ meanGap }) => meanGap) };
      const opportunity = {
        name: `${names}: equal-opportunity gap`,
        read: ofPair(groups, (pair) => pair.equalOpportunityGap),
      };
      return equalOpportunityGap === null ? [gap] : [gap, opportunity];
    }),
  ];
}

function show(estimate: Estimate | null | undefined): string {
  if (estimate === null || estimate === undefined) return "-";
  return `${estimate.estimate.toFixed(4)} [${estimate.lower.toFixed(4)}, ${estimate.upper.toFixed(4)}]`;
}
