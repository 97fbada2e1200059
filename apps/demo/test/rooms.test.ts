// What the rooms do with a model, in the built page in Chromium.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chooseBackend } from "@engram/backend/node";
import { generate } from "@engram/generation";
import { type LanguageModel, modelFromFiles } from "@engram/lstm-core";
import { sentiment } from "@engram/sentiment";
import { launchChromium, noChromium } from "@engram/test-utils/chromium";
import { tokenizerFromJson } from "@engram/tokenizer";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PageServer, servePage } from "./support/serve-page.ts";
import { expectNoComplaints, goTo, openBuiltInModel, type Visit, visit, whatRuns } from "./support/visit.ts";

const MODEL = fileURLToPath(new URL("../models/moby-dick", import.meta.url));
const PROMPT = 'The captain turned to me, and said, "';

describe.skipIf(noChromium)("in Chromium", () => {
  let browser: Browser;
  let server: PageServer;
  let seen: Visit;
  let page: Page;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), servePage({ isolated: true })]);
    seen = await visit(browser, server.url);
    page = seen.page;
    await whatRuns(page);
    await openBuiltInModel(page);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("a seed gives the text that Node generates", async () => {
    await goTo(page, "assist");
    await page.getByTestId("assistant-text").fill(PROMPT);
    await page.getByTestId("seed").fill("42");
    await page.getByTestId("seed").blur();
    await page.getByTestId("write-on").click();
    await page.waitForFunction(
      (length) => {
        const [area, button] = ["assistant-text", "write-on"].map((name) =>
          document.querySelector(`[data-testid="${name}"]`),
        );
        return (area as HTMLTextAreaElement).value.length > length && !(button as HTMLButtonElement).disabled;
      },
      PROMPT.length,
      { timeout: 60_000 },
    );
    const written = await page.getByTestId("assistant-text").inputValue();
    const settings = { temperature: 0.7, topP: 0.95, topK: 0, seed: 42, maxTokens: 400 };
    expect(await shownSettings(page)).toEqual({ temperature: 0.7, topP: 0.95, seed: 42 });

    await chooseBackend();
    const files = await Promise.all(
      (await readdir(MODEL)).map(async (name) => [name, await readFile(join(MODEL, name))] as const),
    );
    const { model, tokenizerJson } = modelFromFiles(Object.fromEntries(files));
    const { text } = await generate(
      model as LanguageModel,
      tokenizerFromJson(tokenizerJson),
      PROMPT,
      settings,
    );
    model.dispose();
    expect(written).toBe(PROMPT + text);
  });

  test("continuations are offered while one types, and Tab accepts the first", async () => {
    await goTo(page, "assist");
    const area = page.getByTestId("assistant-text");
    await area.fill("");
    await area.pressSequentially("The white whale ");
    const first = page.locator("#offer-0");
    await first.waitFor({ timeout: 30_000 });
    await area.press("Tab");
    const accepted = await area.inputValue();
    expect(accepted.length).toBeGreaterThan("The white whale ".length);
    expect(accepted.startsWith("The white whale ")).toBe(true);
  });

  test("a chat replies, the same for a seed, and forgets when it is cleared", async () => {
    await goTo(page, "assist");
    const replies: (string | null)[] = [];
    for (let turn = 0; turn < 2; turn++) {
      await page.getByTestId("chat-message").fill("Where is the white whale?");
      await page.getByTestId("chat-send").click();
      await page.getByTestId("turn-assistant").waitFor({ timeout: 30_000 });
      await page.locator('[data-testid="chat-log"][aria-busy="false"]').waitFor({ timeout: 30_000 });
      replies.push(await page.getByTestId("turn-assistant").textContent());
      await page.getByTestId("chat-clear").click();
      await page.getByTestId("turn-assistant").waitFor({ state: "detached" });
    }
    expect(replies[0]?.length).toBeGreaterThan(10);
    expect(replies[1]).toBe(replies[0]);
  });

  test("the picture of the memory changes with what is read, and clearing it makes it blank", async () => {
    await goTo(page, "remember");
    const picture = page.getByTestId("memory-picture");
    const pixels = () =>
      picture.evaluate((element) => {
        const canvas = (
          element instanceof HTMLCanvasElement ? element : element.querySelector("canvas")
        ) as HTMLCanvasElement;
        return canvas.toDataURL();
      });
    const norm = async () => Number(await page.getByTestId("memory-norm").textContent());
    await page.getByTestId("read-into").waitFor();
    await page.getByTestId("read-into").click();
    await page.waitForFunction(
      () => Number(document.querySelector('[data-testid="memory-norm"]')?.textContent) > 0,
    );
    const [first, firstNorm] = [await pixels(), await norm()];

    await page
      .getByTestId("memory-text")
      .fill("A quite different text: nothing of the sea, nothing of ships.");
    await page.getByTestId("read-into").click();
    await page.waitForFunction(
      (before) => Number(document.querySelector('[data-testid="memory-norm"]')?.textContent) !== before,
      firstNorm,
    );
    const second = await pixels();
    expect(second).not.toBe(first);

    await page.getByTestId("clear-memory").click();
    await page.waitForFunction(
      () => Number(document.querySelector('[data-testid="memory-norm"]')?.textContent) === 0,
    );
    const blank = await pixels();
    expect(blank).not.toBe(second);
    expect(blank).not.toBe(first);
  });

  test("what is written with the memory is other than what is written without it", async () => {
    await goTo(page, "remember");
    await page.getByTestId("memory-text").fill('"Queequeg," said I, "Queequeg is my friend," and Queequeg ');
    await page.getByTestId("read-into").click();
    await page.waitForFunction(
      () => Number(document.querySelector('[data-testid="memory-norm"]')?.textContent) > 0,
    );
    await page.getByTestId("write-on").click();
    await page.getByTestId("continuation-empty").waitFor({ timeout: 60_000 });
    await page.waitForFunction(() =>
      ["memory", "empty"].every(
        (name) =>
          (document.querySelector(`[data-testid="continuation-${name}"]`)?.textContent?.length ?? 0) > 50,
      ),
    );
    const [withMemory, without] = await Promise.all(
      ["memory", "empty"].map((name) => page.getByTestId(`continuation-${name}`).textContent()),
    );
    expect(withMemory).not.toBe(without);
  });

  test("a review is judged as in Node, its deciding words are marked, and a swapped name moves the score", async () => {
    await goTo(page, "judge");
    const review = "He is a wonderful actor, and John made me laugh and cry. A superb film!";
    await page.getByTestId("judge-text").fill(review);
    await page.waitForFunction(
      (text) => document.querySelector('[data-testid="judged-text"]')?.textContent?.includes(text),
      "made me laugh",
      { timeout: 60_000 },
    );
    const { label, probability } = await sentiment(review);
    expect(await page.getByTestId("judgement").getAttribute("data-label")).toBe(label);
    const shown = await page.getByTestId("judgement-probability").textContent();
    expect(shown).toContain((100 * probability).toFixed(1));
    await page.getByTestId("deciding-word").first().waitFor({ timeout: 60_000 });
    const words = await page.getByTestId("deciding-word").allTextContents();
    expect(words.join(" ")).toMatch(/wonderful|superb/);

    const row = page.getByTestId("swap-row").first();
    await row.waitFor({ timeout: 60_000 });
    expect(await row.textContent()).toMatch(/She|actress/);
    expect(await page.getByTestId("swap-change").first().textContent()).toMatch(/\d/);

    await page.getByTestId("swap-from").fill("wonderful");
    await page.getByTestId("swap-to").fill("terrible");
    await page.getByTestId("swap-own").click();
    await page.getByTestId("swap-row").filter({ hasText: "terrible" }).waitFor({ timeout: 60_000 });
  });

  test("a phishing message is called spam", async () => {
    await goTo(page, "judge");
    await page.locator('input[type="radio"][value="spam"]').check();
    await page
      .getByTestId("judge-text")
      .fill("CONGRATULATIONS!!! You have WON a FREE prize of $1,000,000. Click http://203.0.113.7/claim now");
    await page.locator('[data-testid="judgement"][data-label="spam"]').waitFor({ timeout: 60_000 });
  });

  test("the race against TensorFlow.js begins, and stops when it is told to", async () => {
    await goTo(page, "speed");
    await page.getByTestId("speed-start").click();
    await page.getByTestId("speed-progress").waitFor({ timeout: 30_000 });
    await page.getByTestId("speed-stop").click();
    await page.getByTestId("speed-progress").waitFor({ state: "hidden", timeout: 30_000 });
    expect(await page.getByTestId("speed-start").isEnabled()).toBe(true);
  });

  test("nothing went wrong in all that, and nothing was asked of another host", () => {
    expectNoComplaints(seen);
  });
});

async function shownSettings(page: Page): Promise<Record<string, number>> {
  const read = async (name: string) => Number(await page.getByTestId(name).first().inputValue());
  return { temperature: await read("temperature"), topP: await read("top-p"), seed: await read("seed") };
}
