// axe-core over every room, in both languages and both colour schemes, on a phone and on a desk; and the keyboard alone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { launchChromium, noChromium } from "@engram/test-utils/chromium";
import type axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOM_NAMES } from "./support/room-names.ts";
import { type PageServer, servePage } from "./support/serve-page.ts";
import { openBuiltInModel, visit, whatRuns } from "./support/visit.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function serious(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} })`,
  )) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} (${failureSummary})`).join("; ")}`,
    );
}

describe.skipIf(noChromium)("the page", () => {
  let browser: Browser;
  let server: PageServer;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), servePage({ isolated: true })]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test.each([
    { locale: "en-GB", colorScheme: "light" as const, width: 1200 },
    { locale: "zh-CN", colorScheme: "dark" as const, width: 1200 },
    { locale: "zh-CN", colorScheme: "light" as const, width: 375 },
    { locale: "en-GB", colorScheme: "dark" as const, width: 375 },
  ])(
    "has nothing serious for axe, fits $width pixels, in $locale and $colorScheme",
    async ({ locale, colorScheme, width }) => {
      const seen = await visit(browser, server.url, {
        locale,
        colorScheme,
        viewport: { width, height: 800 },
      });
      const { page } = seen;
      await whatRuns(page);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(
        locale === "zh-CN" ? "zh-Hans" : "en",
      );
      await openBuiltInModel(page);
      for (const room of ROOM_NAMES) {
        await page.evaluate((name) => {
          location.hash = name;
        }, room);
        await page.waitForTimeout(1500);
        expect(await serious(page), room).toEqual([]);
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(tooWide, `${room} scrolls sideways`).toBeLessThanOrEqual(0);
      }
      await seen.end();
    },
    120_000,
  );

  test("goes from room to room by the keyboard alone", async () => {
    const seen = await visit(browser, server.url);
    const { page } = seen;
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
    const focused = () => page.evaluate(() => (document.activeElement as HTMLAnchorElement | null)?.hash);
    for (let presses = 0; (await focused()) !== "#judge" && presses < 20; presses++)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator('nav a[aria-current="page"]', { hasText: "Judge" }).waitFor();
    await seen.end();
  });
});
