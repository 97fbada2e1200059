// The built page as a whole: how it starts, with and without isolation, and that it stays quick, small and by itself.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { launchChromium, noChromium } from "@engram/test-utils/chromium";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mainThreadTasks } from "./support/main-thread-tasks.ts";
import { OWN_TEXT } from "./support/own-text.ts";
import { type PageServer, servePage } from "./support/serve-page.ts";
import {
  expectNoComplaints,
  shownNumber,
  trainOn,
  untilStep,
  visit,
  waitForState,
  whatRuns,
} from "./support/visit.ts";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

/** Gzipped bytes of all that the page may ever load, without models and built-in texts. */
const MOST_BYTES = 1.5e6;

/** What a reader feels as a stutter. */
const LONGEST_TASK_MILLISECONDS = 50;

test("without models and texts, all of the page is below 1.5 MB gzipped", () => {
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter(
    (path) => statSync(join(dist, path)).isFile() && !/^(models|texts)\/|pretrained/.test(path),
  );
  const bytes = files.map((path) => gzipSync(readFileSync(join(dist, path))).length);
  expect(files.length).toBeGreaterThan(5);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES);
});

describe.skipIf(noChromium)("in Chromium, the page", () => {
  let browser: Browser;
  let isolated: PageServer;
  let plain: PageServer;

  beforeAll(async () => {
    [browser, isolated, plain] = await Promise.all([
      launchChromium(),
      servePage({ isolated: true }),
      servePage({ isolated: false }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([isolated?.close(), plain?.close()]);
  });

  test("is drawn without any worker, model or text", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const asked: string[] = [];
    await page.route("**/*", (route) => {
      const { pathname } = new URL(route.request().url());
      asked.push(pathname);
      // What is no part of the first picture is never answered.
      if (/^\/$|isolate\.js$|\/index-[^/]*\.(js|css)$/.test(pathname)) return route.continue();
      return undefined;
    });
    await page.goto(isolated.url);
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    await page.getByRole("button", { name: "Train", exact: true }).waitFor();
    expect(await page.getByTestId("status").textContent()).toContain("Starting");
    expect(asked.filter((path) => /models|texts|pretrained/.test(path))).toEqual([]);
    await context.close();
  });

  test("asks for no model and no text, and for nothing of another host, until it is told to", async () => {
    const seen = await visit(browser, isolated.url);
    await whatRuns(seen.page);
    expect(seen.requests.length).toBeGreaterThan(4);
    expect(seen.requests.filter((address) => /models|texts|pretrained/.test(address))).toEqual([]);
    expectNoComplaints(seen);
    await seen.end();
  });

  test("runs on threads where it is isolated", async () => {
    const seen = await visit(browser, isolated.url);
    const cores = await seen.page.evaluate(() => navigator.hardwareConcurrency);
    expect(await whatRuns(seen.page)).toContain(cores > 1 ? `${Math.min(cores, 16)} threads` : "1 thread");
    expect(await seen.page.getByTestId("not-isolated").count()).toBe(0);
    expectNoComplaints(seen);
    await seen.end();
  });

  test("runs on one thread where it is not, says so, and trains all the same", async () => {
    const seen = await visit(browser, plain.url, { serviceWorkers: "block" });
    const { page } = seen;
    expect(await whatRuns(page)).toMatch(/1 thread|one thread/);
    expect(await page.getByTestId("not-isolated").textContent()).toContain("not cross-origin isolated");
    await trainOn(page, OWN_TEXT, 20);
    await waitForState(page, "finished");
    expect(await shownNumber(page, "step")).toBe(20);
    await seen.end();
  });

  test("isolates itself by a service worker on a host that sends no headers", async () => {
    const seen = await visit(browser, plain.url);
    await seen.page.waitForFunction(() => globalThis.crossOriginIsolated);
    expect(await whatRuns(seen.page)).toMatch(/engram/);
    expect(await seen.page.getByTestId("not-isolated").count()).toBe(0);
    await seen.end();
  });

  test("has no task over 50 ms on its main thread while it trains", async () => {
    const seen = await visit(browser, isolated.url);
    const { page } = seen;
    await whatRuns(page);
    await trainOn(page, OWN_TEXT, 0);
    await untilStep(page, 5);
    const before = await shownNumber(page, "step");
    const tasks = await mainThreadTasks(browser, page, () => page.waitForTimeout(6000));
    expect(await shownNumber(page, "step")).toBeGreaterThan(before);
    expect(tasks.length).toBeGreaterThan(100);
    expect(tasks.filter((milliseconds) => milliseconds > LONGEST_TASK_MILLISECONDS)).toEqual([]);
    await seen.end();
  });

  test("goes on with a training in a tab that is hidden, and after it was frozen", async () => {
    const seen = await visit(browser, isolated.url);
    const { page } = seen;
    await trainOn(page, OWN_TEXT, 0);
    await untilStep(page, 5);
    const other = await page.context().newPage();
    await other.bringToFront();
    const session = await page.context().newCDPSession(page);
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await other.waitForTimeout(1500);
    await session.send("Page.setWebLifecycleState", { state: "active" });
    const then = await shownNumber(page, "step");
    await untilStep(page, then + 10);
    await page.bringToFront();
    await page.getByRole("button", { name: "Pause" }).click();
    await waitForState(page, "paused");
    expectNoComplaints(seen);
    await seen.end();
  });

  test("says in a second tab that only the first keeps its training", async () => {
    const seen = await visit(browser, isolated.url);
    await whatRuns(seen.page);
    const second = await seen.page.context().newPage();
    await second.goto(isolated.url);
    expect(await whatRuns(second)).toContain("another tab of this page keeps its training");
    await trainOn(second, OWN_TEXT, 10);
    await waitForState(second, "finished");
    await seen.end();
  });
});
