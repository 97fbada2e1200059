import { expect, test } from "vitest";
import type { Family } from "../src/implementations/implementation.ts";
import { selectJobs } from "../src/jobs/jobs.ts";
import { operationsOf } from "../src/jobs/operations.ts";
import { describeMachine } from "../src/report/describe-machine.ts";
import { formatTable } from "../src/report/format-table.ts";
import { jsonReport } from "../src/report/json-report.ts";
import { rowsOf } from "../src/report/result.ts";
import { compareChecks } from "../src/runner/compare-checks.ts";
import { median } from "../src/runner/statistics.ts";

const [job] = selectJobs(["textbook-h128"], { cores: 2, quick: false });
const peaks = [
  { unit: "native-avx2", threads: 1, operationsPerSecond: 100e9 },
  { unit: "native-avx2", threads: 1, operationsPerSecond: 90e9 },
  { unit: "wasm-relaxed", threads: 1, operationsPerSecond: 40e9 },
];

function measured(name: string, family: Family, rounds: number[], unit?: string) {
  const implementation = {
    name,
    family,
    threads: 1,
    command: [],
    settings: { engine: "x" },
    ...(unit && { unit }),
  };
  return { implementation, version: "1", rounds, peakBytes: 3 * 2 ** 20 };
}

const layers = {
  ...measured("tfjs-layers wasm", "tfjs-layers", [100]),
  implementation: {
    ...measured("tfjs-layers wasm", "tfjs-layers", []).implementation,
    settings: { engine: "layers", backend: "wasm" },
  },
};
const outcomes = [
  measured("ours", "engram", [30, 10, 20], "wasm-relaxed"),
  layers,
  measured("torch 1", "pytorch", [60, 60, 60]),
  measured("torch 2", "pytorch", [40, 50, 30]),
  { name: "jax", reason: "it is not installed" },
];

test("medians and ratios: to PyTorch at its better number of threads", () => {
  const rows = rowsOf(job, outcomes, peaks);
  expect(rows[0]).toMatchObject({ medianMs: 20, minMs: 10, ratioToPyTorch: 2, unitsPerSecond: 5120 / 0.02 });
  expect(rows[2]).toMatchObject({ ratioToPyTorch: 40 / 60, ratioToLayers: 100 / 60 });
  expect(rows[4]).toEqual({ job: job.name, implementation: "jax", reason: "it is not installed" });
});

test("limits are those of the unit that runs it, of a peer the best of the machine", () => {
  const rows = rowsOf(job, outcomes, peaks);
  expect(rows[0]).toMatchObject({ limitMs: operationsOf(job) / 40e6 });
  expect(rows[1]).toMatchObject({ limitMs: operationsOf(job) / 100e6 });
});

test("without PyTorch there is no ratio, without a peak no limit", () => {
  expect(rowsOf(job, outcomes.slice(0, 1), [])).toMatchObject([
    { ratioToPyTorch: null, ratioToLayers: null, limitMs: null },
  ]);
});

test("the JSON has these fields and no others", () => {
  const machine = describeMachine(peaks, new Map([["ours", "1"]]), new Date(0));
  const report = jsonReport(machine, rowsOf(job, outcomes, peaks));
  expect(Object.keys(report)).toEqual(["machine", "results"]);
  expect(report.results).toHaveLength(4);
  expect(report.results[0]).toEqual({
    job: "textbook-h128",
    implementation: "ours",
    medianMs: 20,
    minMs: 10,
    unitsPerSecond: 256_000,
    peakBytes: 3 * 2 ** 20,
    ratioToPyTorch: 2,
  });
  expect(report.machine).toMatchObject({ date: "1970-01-01T00:00:00.000Z", versions: { ours: "1" } });
  expect(report.machine.peaks).toEqual([peaks[0], peaks[2]]);
});

test("the table", () => {
  const table = formatTable(rowsOf(job, outcomes, peaks));
  expect(table.split("\n")).toHaveLength(7);
  expect(table.split("\n")[2]).toBe(
    "| textbook-h128 | ours             | 20.0 ms | 10.0 ms |  256 k tokens | 50.5 ms |    252% |       3 MiB |      2.00 |          5.00 |",
  );
  expect(table).toContain("| jax              | it is not installed |");
});

test("the median of an even number is the mean of the middle two", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([3, 1, 2])).toBe(2);
});

test("checks that agree say nothing; one that is not finite or too short is named", () => {
  expect(
    compareChecks(
      new Map([
        ["a", [1, 2]],
        ["b", [1, 2.001]],
      ]),
    ),
  ).toEqual([]);
  const lines = compareChecks(
    new Map([
      ["a", [1, 2]],
      ["b", [1, 2]],
      ["c", [1, Number.NaN]],
      ["d", [1, 2]],
    ]),
  );
  expect(lines).toEqual([expect.stringMatching(/^c does not/)]);
  expect(
    compareChecks(
      new Map([
        ["a", [1, 2]],
        ["b", [1, 2]],
        ["c", [1]],
      ]),
    ),
  ).toHaveLength(1);
});
