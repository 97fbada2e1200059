import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryCheckpoints, type LogEntry, renderReport } from "../src/index.ts";
import { jsonlLog } from "../src/node/index.ts";
import { axisTicks, shortNumber } from "../src/report/axis-ticks.ts";
import { summarizePoints } from "../src/report/summarize-points.ts";
import { formatLogEntry } from "../src/run-log.ts";
import { observedRun } from "./support/observed-run.ts";

const step = (number: number, loss = 1): LogEntry => ({
  event: "step",
  step: number,
  epoch: 0,
  loss,
  count: 12,
  learningRate: 0.01,
  gradientNorm: 0.5,
  tokensPerSecond: 1000,
  elapsedSeconds: number,
});
const start = (settings: Record<string, string | number | boolean> = {}): LogEntry => ({
  event: "start",
  step: 0,
  batchesPerEpoch: 13,
  parameterCount: 102,
  settings,
});
const log = (...entries: LogEntry[]) => entries.map(formatLogEntry).join("\n");

test("the report of a run shows its curves, its options and its best evaluation", async () => {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  try {
    const path = join(folder, "log.jsonl");
    await observedRun({
      checkpoints: createMemoryCheckpoints(),
      evaluate: async (context) => ({ loss: 2 + Math.sin(context.step), accuracy: 0.25 }),
      evaluateEverySteps: 2,
      description: { hiddenSize: 5 },
      observers: [jsonlLog(path)],
    });
    const page = renderReport(readFileSync(path, "utf8"), {
      samples: [{ label: "a prompt", text: "a text" }],
    });
    for (const title of ["Loss", "Learning rate", "Gradient norm", "Speed"]) {
      expect(page).toContain(`<b>${title}</b>`);
    }
    expect(page.match(/<path class="line training"/g)).toHaveLength(4);
    expect(page.match(/<path class="line validation"/g)).toHaveLength(1);
    // sin is lowest at 4 of the even numbers to 10.
    expect(page).toContain(`<dd>${(2 + Math.sin(4)).toFixed(4)}<small>nats, at step 4</small>`);
    expect(page).toContain('<th scope="row">hiddenSize</th><td>5</td>');
    expect(page).toContain('<th scope="row">optimizer</th><td>adam</td>');
    expect(page).toContain("<p>a prompt</p><pre>a text</pre>");
    expect(page).toContain("all steps done");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("the page stands alone", () => {
  const page = renderReport(log(start({ seed: 0 }), step(1), step(2)));

  test("no address, no script, nothing to fetch", () => {
    expect(page).not.toMatch(/http:|https:|\/\/|<script|<link|<img|@import|src=/i);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test("it is light or dark as the reader is", () => {
    expect(page).toContain("color-scheme: light dark");
    expect(page).toContain("@media (prefers-color-scheme: dark)");
  });
});

test("whatever the log, the title and the samples say stays text", () => {
  const hostile = `</pre></style><script>alert("1")</script><img src='x' onerror=alert(1)> & &amp;`;
  const escaped =
    "&lt;/pre&gt;&lt;/style&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" +
    "&lt;img src=&#39;x&#39; onerror=alert(1)&gt; &amp; &amp;amp;";
  const evaluation: LogEntry = {
    event: "evaluate",
    step: 1,
    epoch: 0,
    elapsedSeconds: 1,
    counted: true,
    best: true,
    metrics: { loss: 1, [hostile]: 2 },
  };
  const entries = [start({ [hostile]: hostile }), step(1), evaluation];
  const page = renderReport(log(...entries), {
    title: hostile,
    samples: [{ label: hostile, text: hostile }],
  });
  expect(page).not.toMatch(/<script|<img/);
  // Title twice, option's name and value, sample's label and text, metric's name.
  expect(page.split(escaped)).toHaveLength(8);
});

describe("a log that is not whole", () => {
  test("half a last line and foreign lines are passed over", () => {
    const whole = log(start(), step(1), step(2));
    expect(renderReport(`${whole}\n{"event":"step","step":3,"lo`)).toBe(renderReport(whole));
    expect(renderReport(`not JSON\n\n[1]\nnull\n{"event":"step","step":9}\n${whole}`)).toBe(
      renderReport(whole),
    );
  });

  test("without a step the page says so", () => {
    expect(renderReport("")).toContain("No step has been logged yet.");
    expect(renderReport(log(start({ seed: 7 })))).toContain('<th scope="row">seed</th><td>7</td>');
  });

  test("while the run goes on the page says so", () => {
    expect(renderReport(log(start(), step(1)))).toContain("not ended when this was made");
  });

  test("a metric that is not a number says so, and one that is nothing stays empty", () => {
    const metrics = { loss: 1.5, accuracy: Number.NaN, other: null as unknown as number };
    const page = renderReport(
      log(start(), step(1), {
        event: "evaluate",
        step: 7,
        epoch: 0,
        metrics,
        counted: true,
        best: false,
        elapsedSeconds: 1,
      }),
    );
    expect(page).toMatch(/<td>7<\/td><td>1.5<\/td>\s*<td>NaN<\/td>\s*<td><\/td>/);
  });

  test("any JSON in place of an entry makes a page, not an error", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record(
            {
              event: fc.constantFrom("start", "step", "evaluate", "epoch", "end", "other"),
              step: fc.oneof(fc.double(), fc.string()),
              epoch: fc.jsonValue(),
              loss: fc.oneof(fc.double(), fc.jsonValue()),
              metrics: fc.oneof(fc.record({ loss: fc.double(), other: fc.jsonValue() }), fc.jsonValue()),
              settings: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
              reason: fc.jsonValue(),
              count: fc.constant(1),
              elapsedSeconds: fc.constant(1),
              learningRate: fc.double(),
              gradientNorm: fc.constant(1e308),
              tokensPerSecond: fc.constant(-1e308),
              batchesPerEpoch: fc.constant(1),
              parameterCount: fc.constant(1),
            },
            { requiredKeys: ["event", "count", "elapsedSeconds"] },
          ),
        ),
        (entries) => {
          expect(renderReport(entries.map((entry) => JSON.stringify(entry)).join("\n"))).toMatch(
            /<\/html>\n$/,
          );
        },
      ),
    );
  });
});

test("a hundred thousand steps make a page of less than 100 kB", () => {
  const entries = Array.from({ length: 100_000 }, (_, index) => step(index + 1, 2 + Math.sin(index)));
  expect(renderReport(log(start(), ...entries)).length).toBeLessThan(100_000);
});

describe("a curve in stretches", () => {
  test("keeps its mean, lowest and highest values", () => {
    const points = [5, 1, 3, 8, 2, 4].map((value, index) => [index, value] as const);
    expect(summarizePoints(points, 2)).toEqual([
      { x: 1, mean: expect.closeTo(3, 10), low: 1, high: 5 },
      { x: 4, mean: expect.closeTo(14 / 3, 10), low: 2, high: 8 },
    ]);
    expect(
      summarizePoints(
        [
          [7, 3],
          [8, Number.NaN],
        ],
        5,
      ),
    ).toEqual([{ x: 7, mean: 3, low: 3, high: 3 }]);
    expect(summarizePoints([], 5)).toEqual([]);
  });
});

test("ticks are round numbers inside the axis", () => {
  expect(axisTicks(0, 9, 4)).toEqual([0, 5]);
  expect(axisTicks(0.13, 0.58, 5)).toEqual([0.2, 0.3, 0.4, 0.5]);
  expect(axisTicks(-3, 41_000, 4)).toEqual([0, 20_000, 40_000]);
  expect(axisTicks(3, 3, 4)).toEqual([3]);
});

test("numbers are written short", () => {
  expect([45_998.046, 1.75049, 0.002, 3e-5, 0, 1e15].map(shortNumber)).toEqual([
    "45,998",
    "1.75",
    "0.002",
    "3e-5",
    "0",
    "1e+15",
  ]);
});
