import type { MissingRow, Row } from "./result.ts";

const HEADER = [
  "job",
  "implementation",
  "median",
  "fastest",
  "a second",
  "limit",
  "reached",
  "peak memory",
  "x PyTorch",
  "x tfjs-layers",
];

/** All lines as one table in Markdown, its columns aligned; a job's name stands at its first line. */
export function formatTable(rows: readonly (Row | MissingRow)[]): string {
  let last: string | undefined;
  const lines = rows.map((row) => {
    const job = row.job === last ? "" : row.job;
    last = row.job;
    return "reason" in row
      ? [job, row.implementation, row.reason, ...Array(HEADER.length - 3).fill("")]
      : [job, ...cells(row)];
  });
  return markdown([HEADER, ...lines]);
}

function cells(row: Row): string[] {
  const {
    implementation,
    medianMs,
    minMs,
    unitsPerSecond,
    unit,
    limitMs,
    peakBytes,
    ratioToPyTorch,
    ratioToLayers,
  } = row;
  return [
    implementation,
    time(medianMs),
    time(minMs),
    `${quantity(unitsPerSecond)} ${unit}`,
    limitMs === null ? "" : time(limitMs),
    limitMs === null ? "" : `${((100 * limitMs) / medianMs).toFixed(0)}%`,
    peakBytes === null ? "" : `${(peakBytes / 2 ** 20).toFixed(0)} MiB`,
    ratioToPyTorch === null ? "" : digits(ratioToPyTorch),
    ratioToLayers === null ? "" : digits(ratioToLayers),
  ];
}

/** Three digits, in the unit that suits. */
function time(milliseconds: number): string {
  return milliseconds < 1 ? `${digits(milliseconds * 1000)} µs` : `${digits(milliseconds)} ms`;
}

function quantity(value: number): string {
  const [size, letter] =
    value >= 1e9 ? [1e9, " G"] : value >= 1e6 ? [1e6, " M"] : value >= 1e3 ? [1e3, " k"] : [1, ""];
  return `${digits(value / size)}${letter}`;
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function markdown(lines: readonly (readonly string[])[]): string {
  // What a line without numbers has to say runs over the columns to its right.
  const widths = HEADER.map((_, column) =>
    Math.max(...lines.filter((line) => column < 2 || line[3] !== "").map((line) => line[column].length)),
  );
  const format = (line: readonly string[]) =>
    `| ${line.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column < 2 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [format(lines[0]), rule, ...lines.slice(1).map(format)].join("\n");
}
