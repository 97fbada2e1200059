import type { BiasReport, CategoryBias, Estimate, PairGap, SwapGap, TemplateGap } from "./bias-report.ts";

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
 * that were furthest apart before, and those that were in plain sentences; at the end the accuracy.
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
    ...(before.accuracy === null ? [] : [{ name: "accuracy", read: ({ accuracy }: BiasReport) => accuracy }]),
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = [`P(${before.label})`, ...(after === undefined ? ["score"] : ["before", "after"])];
  return [
    line(head),
    line(head.map(() => "---")),
    ...rows.map(({ name, read }) => line([name, ...reports.map((report) => show(read(report)))])),
  ].join("\n");
}

function categoryRows({ category, textsWithTerms, overall, pairs, templates }: CategoryBias): Row[] {
  const within =
    (read: (own: CategoryBias) => Estimate | null | undefined): Row["read"] =>
    ({ categories }) => {
      const own = categories.find((other) => other.category === category);
      return own && read(own);
    };
  const overallRows: Row[] = [
    {
      name: `${category} (${textsWithTerms} texts): mean absolute gap`,
      read: within((own) => own.overall?.meanAbsoluteGap),
    },
    { name: `${category}: decisions that flip`, read: within((own) => own.overall?.flipShare) },
  ];
  const pairRows = widest(pairs, MOST_PAIRS).flatMap(({ groups, equalOpportunityGap }): Row[] => {
    const ofPair = (read: (pair: PairGap) => Estimate | null) =>
      within((own) => {
        const pair = own.pairs.find((other) => isOf(other, groups));
        return pair && read(pair);
      });
    const names = groups.join(" - ");
    const gap = { name: `${names}: mean gap`, read: ofPair(({ meanGap }) => meanGap) };
    const opportunity = {
      name: `${names}: equal-opportunity gap`,
      read: ofPair((pair) => pair.equalOpportunityGap),
    };
    return equalOpportunityGap === null ? [gap] : [gap, opportunity];
  });
  const templateRows = (["neutral", "loaded"] as const).flatMap((tone) =>
    widest(ofTone(templates, tone), 1).map(
      ({ groups }): Row => ({
        name: `${groups.join(" - ")}: mean gap in ${tone} sentences`,
        read: within((own) => ofTone(own.templates, tone).find((other) => isOf(other, groups))?.meanGap),
      }),
    ),
  );
  return [...(overall === null ? [] : overallRows), ...pairRows, ...templateRows];
}

function widest<Gap extends SwapGap>(gaps: readonly Gap[], count: number): Gap[] {
  const width = ({ meanGap }: Gap) => Math.abs(meanGap.estimate);
  return [...gaps].sort((one, other) => width(other) - width(one)).slice(0, count);
}

function ofTone(templates: readonly TemplateGap[], tone: TemplateGap["tone"]): TemplateGap[] {
  return templates.filter((template) => template.tone === tone);
}

function isOf(gap: Pick<PairGap, "groups">, [first, second]: PairGap["groups"]): boolean {
  return gap.groups[0] === first && gap.groups[1] === second;
}

function show(estimate: Estimate | null | undefined): string {
  if (estimate === null || estimate === undefined) return "-";
  return `${estimate.estimate.toFixed(4)} [${estimate.lower.toFixed(4)}, ${estimate.upper.toFixed(4)}]`;
}
