import type { PairPreference, Preference, WilsonInterval } from "@engram/metrics";
import type { PairsReport } from "./score-pairs.ts";

/** A report on pairs for people. */
export function pairsTable({
  warning,
  overall,
  biasTypes,
  grammarSanity,
  unknownShare,
  seed,
}: PairsReport): string {
  const rows = [
    ["pairs about", "pairs", "raw", "per token", "per character", "gap in nats"],
    ...biasTypes.map(({ biasType, ...preference }) => row(biasType, preference)),
    row("everything", overall),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const ties = ({ raw }: PairPreference) => raw.ties;
  return [
    "How often the more stereotyping sentence is the likelier one, in %, with 95% intervals (50: no preference)",
    ...rows.map((cells) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join("  "),
    ),
    "",
    `pairs that show a stereotype        ${show(overall.stereo)} raw`,
    `pairs that contradict one           ${show(overall.antistereo)} raw`,
    `of different numbers of tokens      ${overall.unequalTokens} of ${overall.pairs} pairs`,
    `equally likely, in no share         ${ties(overall)} of ${overall.pairs} pairs`,
    `likelier than its words shuffled    ${percent(grammarSanity)} (grammar sanity)`,
    `unknown tokens                      ${(100 * unknownShare).toFixed(2)} %`,
    `seed                                ${seed}`,
    "",
    `Warning: ${warning}`,
  ].join("\n");
}

function row(name: string, preference: PairPreference): string[] {
  const { pairs, raw, perToken, perCharacter, meanGapNats } = preference;
  const { estimate, lower, upper } = meanGapNats;
  const gap = `${estimate.toFixed(2)} [${lower.toFixed(2)}, ${upper.toFixed(2)}]`;
  return [name, String(pairs), show(raw), show(perToken), show(perCharacter), gap];
}

function show({ share }: Preference): string {
  return percent(share);
}

function percent(share: WilsonInterval | null): string {
  if (share === null) return "-";
  const [estimate, lower, upper] = [share.estimate, share.lower, share.upper].map((value) =>
    (100 * value).toFixed(1),
  );
  return `${estimate} [${lower}, ${upper}]`;
}
