import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const path = process.env.ENGRAM_CHROMIUM ?? "/usr/bin/chromium";
const missing = !existsSync(path);
if (missing) {
  console.warn(`browser tests skipped: no Chromium at ${path}; set ENGRAM_CHROMIUM to its path`);
}

/** For `describe.skipIf`: without Chromium the tests in it are skipped, and on CI (ENGRAM_REQUIRE_BROWSER) they fail. */
export const noChromium = missing && !process.env.ENGRAM_REQUIRE_BROWSER;

/** A headless Chromium that asks nothing of the network by itself; the caller closes it. */
export function launchChromium(): Promise<Browser> {
  const quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"];
  return chromium.launch({ executablePath: path, args: ["--no-sandbox", ...quiet] });
}
