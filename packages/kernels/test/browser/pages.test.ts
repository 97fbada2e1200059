import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchChromium, noChromium } from "@engram/test-utils/chromium";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuildName, createKernels, type KernelsOptions } from "../../src/node/index.ts";
import { BUNDLERS } from "../support/bundle-page.ts";
import { digestCases } from "../support/digest-cases.ts";
import type { Described } from "../support/page.ts";
import { servePages } from "../support/serve-pages.ts";
import { MANY } from "../support/small-command.ts";

describe.skipIf(noChromium)("in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "kernels-pages-"));
  let server: Awaited<ReturnType<typeof servePages>>;
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  const outside: string[] = [];

  beforeAll(async () => {
    for (const [name, bundle] of Object.entries(BUNDLERS))
      await bundle(join(folder, name.replaceAll(" ", "-")));
    server = await servePages(folder);
    browser = await launchChromium();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function inPage(
    page: string,
    options: KernelsOptions = {},
    { bundler = "vite", where = "describe" } = {},
  ): Promise<Described & { readonly error?: string }> {
    const tab = await browser.newPage();
    try {
      tab.on("request", (request) => {
        if (!/^(blob:)?http:\/\/127\.0\.0\.1:/.test(request.url())) outside.push(request.url());
      });
      await tab.goto(`${server.origin}/${page}/${bundler.replaceAll(" ", "-")}/`);
      await tab.waitForFunction(() => "describe" in globalThis);
      return await tab.evaluate(`${where}(${JSON.stringify(options)})`);
    } finally {
      await tab.close();
    }
  }

  /** What Node computes with the same build. */
  async function digestsInNode(build: BuildName): Promise<Record<string, string>> {
    const kernels = await createKernels({ build, threads: 1 });
    const digests = digestCases(kernels);
    kernels.dispose();
    return digests;
  }

  test.each(Object.keys(BUNDLERS))("a page bundled by %s has the bits that Node has", async (bundler) => {
    const described = await inPage("isolated", { threads: 2 }, { bundler });
    expect(described).toMatchObject({ build: "wasm-relaxed", threads: 2, mayBlock: false });
    expect(described.digests).toEqual(await digestsInNode("wasm-relaxed"));
  });

  test.each(["describe", "describeInWorker"])("an isolated page has threads (%s)", async (where) => {
    const { build, threads, mayBlock, skipped, digests, afterGrowth } = await inPage(
      "isolated",
      { threads: 4 },
      { where },
    );
    expect([build, threads]).toEqual(["wasm-relaxed", 4]);
    // The page's own thread may not sleep; its workers may.
    expect(mayBlock).toBe(where === "describeInWorker");
    expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(["native code needs Node"]));
    expect(digests).toEqual(await digestsInNode("wasm-relaxed"));
    // Shared memory grows under its views.
    expect(afterGrowth).toEqual([10, 9 * MANY]);
  });

  test.each(["describe", "describeInWorker"])(
    "a page that is not isolated has one thread (%s)",
    async (where) => {
      const { build, threads, skipped, digests, afterGrowth } = await inPage(
        "plain",
        { threads: 4 },
        { where },
      );
      expect([build, threads]).toEqual(["wasm-single-relaxed", 1]);
      expect(skipped.at(-1)).toEqual({ build: "wasm-simd", reason: "there is no shared memory here" });
      expect(digests).toEqual(await digestsInNode("wasm-single-relaxed"));
      // Growth takes the memory from every view, and commands go on.
      expect(afterGrowth).toEqual([0, 9 * MANY]);
    },
  );

  test.each(["wasm-simd", "wasm-single"] as const)("%s has the bits that Node has", async (build) => {
    const described = await inPage("isolated", { build, threads: 2 });
    expect(described.build).toBe(build);
    expect(described.digests).toEqual(await digestsInNode(build));
  });

  test("a policy that forbids workers from a Blob leaves one thread, and says so", async () => {
    const { build, threads, skipped, digests } = await inPage("no-blob-workers", { threads: 3 });
    expect([build, threads]).toEqual(["wasm-relaxed", 1]);
    expect(skipped.at(-1)?.build).toBe("wasm-relaxed on 3 threads");
    expect(skipped.at(-1)?.reason).toMatch(/^2 missing: .*policy/i);
    expect(digests).toEqual(await digestsInNode("wasm-relaxed"));
  });

  test("a policy that forbids WebAssembly leaves no build, and says so for each", async () => {
    const { error } = await inPage("no-wasm");
    expect(error).toMatch(/^Error: createKernels: expected a build to run, but it does not/);
    expect(error).toMatch(/wasm-single: .*(Content Security Policy|unsafe-eval)/);
  });

  test("nothing is asked for from anywhere else", () => {
    expect(outside).toEqual([]);
  });
});
