import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { defaultFeedback } from "../../src/filter/default-feedback.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-spam-page-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("in Node corrections are kept in a file", async () => {
  expect((await defaultFeedback()).name).toMatch(/\.json$/);
});

test("a bundle for pages keeps them in memory, and holds nothing of Node", async () => {
  const outfile = join(folder, "page.mjs");
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, "../../src/filter/default-feedback.ts")],
    bundle: true,
    platform: "browser",
    format: "esm",
    conditions: ["@engram/source", "module", "browser", "import", "default"],
    metafile: true,
    logLevel: "error",
    outfile,
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.some((path) => path.endsWith("memory-feedback.ts"))).toBe(true);
  expect(
    inputs.filter((path) => /src\/node\/|proper-lockfile|env-paths/.test(path) && /spam/.test(path)),
  ).toEqual([]);
  const store = await (await import(/* @vite-ignore */ pathToFileURL(outfile).href)).defaultFeedback();
  expect(store.name).toBeUndefined();
  await store.update((stored: unknown) => ({ was: stored }));
  await store.update((stored: unknown) => ({ was: stored }));
  expect(await store.load()).toEqual({ was: { was: undefined } });
  await store.clear();
  expect(await store.load()).toBeUndefined();
});
