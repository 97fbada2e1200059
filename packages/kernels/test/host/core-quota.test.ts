import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { coreQuota } from "../../src/node/core-quota.ts";

const folder = mkdtempSync(join(tmpdir(), "kernels-quota-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["200000 100000\n", 2],
  ["150000 100000\n", 2],
  ["50000 100000\n", 1],
  ["max 100000\n", Number.POSITIVE_INFINITY],
  ["", Number.POSITIVE_INFINITY],
  ["what is this", Number.POSITIVE_INFINITY],
])("a container with the quota %j may use %d cores", (text, cores) => {
  const file = join(folder, "cpu.max");
  writeFileSync(file, text);
  expect(coreQuota(file)).toBe(cores);
});

test("without control groups there is no quota", () => {
  expect(coreQuota(join(folder, "none"))).toBe(Number.POSITIVE_INFINITY);
});
