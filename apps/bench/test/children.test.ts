import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engramProvider } from "../src/implementations/engram-provider.ts";
import { layersProvider } from "../src/implementations/javascript-providers.ts";
import { selectJobs } from "../src/jobs/jobs.ts";
import { runBench } from "../src/run-bench.ts";

// Below node_modules, so that the packages it leaves out of the bundle are found from there.
const folder = fileURLToPath(new URL("../node_modules/.cache/test-child", import.meta.url));
const childScript = join(folder, "child.mjs");

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL("../src/child/child.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@engram/source"],
    external: ["@tensorflow/*"],
    outfile: childScript,
    logLevel: "error",
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  "textbook-h128",
  "characters",
  "words",
  "classifier",
  "token-h128-l2-float32",
  "gemm-128x5120x512-ta",
])("our kernels and TensorFlow.js compute the same in %s", async (name) => {
  const javaScript = { cores: 1, child: [process.execPath, childScript] };
  const lines: string[] = [];
  const done = await runBench({
    jobs: selectJobs([name], { cores: 1, quick: true }),
    providers: [
      engramProvider({ builds: ["wasm-single"], onBackends: true, tfjsNode: undefined, ...javaScript }),
      layersProvider(javaScript),
    ],
    ...{ rounds: 1, roundSeconds: 0.001, patienceSeconds: 60 },
    signal: new AbortController().signal,
    report: (line) => void lines.push(line),
  });
  expect(lines.filter((line) => line.includes("does not compute"))).toEqual([]);
  const failed = done[0].outcomes.flatMap((outcome) =>
    "reason" in outcome ? [`${outcome.name}: ${outcome.reason}`] : [],
  );
  // TensorFlow.js cannot train an embedding in WebAssembly.
  const hasEmbedding = name === "words" || name === "classifier";
  const expected = hasEmbedding
    ? [expect.stringMatching(/^tfjs-layers wasm, 1 thread: .*UnsortedSegmentSum/)]
    : [];
  expect(failed).toEqual(expected);
  for (const outcome of done[0].outcomes) {
    if ("rounds" in outcome)
      expect(outcome).toMatchObject({ rounds: [expect.any(Number)], peakBytes: expect.any(Number) });
  }
});
