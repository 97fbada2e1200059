import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Provider } from "../src/implementations/implementation.ts";
import { main } from "../src/main.ts";
import { fakePeers } from "./support/fake-offers.ts";

let output: string[];
let errors: string[];

beforeEach(() => {
  output = [];
  errors = [];
  vi.spyOn(console, "log").mockImplementation((line) => void output.push(String(line)));
  vi.spyOn(console, "error").mockImplementation((line) => void errors.push(String(line)));
  vi.spyOn(process.stderr, "write").mockImplementation((line) => errors.push(String(line)) > 0);
  vi.spyOn(process.stdout, "write").mockImplementation((line) => output.push(String(line)) > 0);
});

afterEach(() => void vi.restoreAllMocks());

test("runs the jobs that are named and writes table and JSON", async () => {
  const { peer, folder } = fakePeers();
  const providers: Provider[] = [
    { family: "engram", offers: () => [peer("ours")] },
    { family: "pytorch", offers: () => [peer("torch", "works", "pytorch")] },
  ];
  const json = join(folder, "bench.json");
  const args = ["--quick", "--jobs", "characters,gemm-400x200x800", "--json", json];
  expect(await main(args, { providers })).toBe(0);
  const { machine, results } = JSON.parse(readFileSync(json, "utf8"));
  expect(machine).toMatchObject({ node: process.versions.node, versions: { ours: "ours 1.0" } });
  expect(results.map(({ job, implementation }: Record<string, string>) => [job, implementation])).toEqual([
    ["characters", "ours"],
    ["characters", "torch"],
    ["gemm-400x200x800", "ours"],
    ["gemm-400x200x800", "torch"],
  ]);
  expect(output.join("\n")).toContain("| characters");
});

test("an abort prints what was measured before", async () => {
  const { peer } = fakePeers();
  const abort = new AbortController();
  const providers: Provider[] = [
    {
      family: "engram",
      offers(job) {
        if (job.name === "characters") return [peer("ours")];
        setTimeout(() => abort.abort(), 200);
        return [peer("ours", "hangs-check")];
      },
    },
  ];
  const args = ["--quick", "--jobs", "characters,words"];
  expect(await main(args, { providers, signal: abort.signal })).toBe(130);
  expect(output.join("\n")).toContain("| characters");
  expect(errors.join("\n")).toContain("interrupted");
});

test.each([
  [["--rounds", "0"], "Expected a whole number of 1 or more"],
  [["--peers", "theano"], "Expected peers of tfjs-layers"],
  [["--speed"], "unknown option"],
])("wrong usage %j is code 2", async (args, message) => {
  expect(await main(args)).toBe(2);
  expect(errors.join("\n")).toContain(message);
});

test("a job that there is not is an error with the names of those that there are", async () => {
  expect(await main(["--jobs", "tetris"])).toBe(1);
  expect(errors.join("\n")).toContain("textbook-h128, textbook-h256");
});

test("a build that there is not is an error", async () => {
  expect(await main(["--builds", "gpu"])).toBe(1);
  expect(errors.join("\n")).toContain("native-amx, native-avx512, native-avx2");
});

test("the dashes that pnpm hands over are no argument", async () => {
  expect(await main(["--", "--help"])).toBe(0);
  expect(output.join("\n")).toContain("--peers <names>");
});
