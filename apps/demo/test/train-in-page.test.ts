// The built page in Chromium: it trains, keeps, and goes on.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseBackend } from "@engram/backend/node";
import { LanguageModel, modelFilesFromZip, modelFromFiles } from "@engram/lstm-core";
import { launchChromium, noChromium } from "@engram/test-utils/chromium";
import { tokenizerFromJson } from "@engram/tokenizer";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

describe.skipIf(noChromium)("the page in Chromium", () => {
  let browser: Browser;
  let server: PageServer;
  const folder = mkdtempSync(join(tmpdir(), "engram-demo-"));

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), servePage({ isolated: true })]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("trains to a falling loss, pauses, and after a reload goes on from the same step", async () => {
    const seen = await visit(browser, server.url);
    const { page } = seen;
    await whatRuns(page);
    await trainOn(page, OWN_TEXT, 0);
    // A model that knows nothing takes each character to be as likely as any other.
    const untrained = Math.log(await shownNumber(page, "vocabulary"));
    await untilStep(page, 60);
    await page.getByRole("button", { name: "Pause" }).click();
    await waitForState(page, "paused");
    const [step, loss] = [await shownNumber(page, "step"), await shownNumber(page, "loss")];
    expect(loss).toBeLessThan(untrained / 1.5);
    expect(await shownNumber(page, "saved")).toBe(step);

    await page.reload();
    await waitForState(page, "paused");
    expect(await shownNumber(page, "step")).toBe(step);
    expect(await page.getByTestId("sample").count()).toBeGreaterThan(1);
    await page.getByRole("button", { name: "Go on" }).click();
    await untilStep(page, step + 1);
    // What was learned is still there: the loss goes on from where it was, not from that of fresh weights.
    expect(await shownNumber(page, "loss")).toBeLessThan(untrained / 1.5);
    expectNoComplaints(seen);
    await seen.end();
  });

  test("the same text, options and seed train as in one go, paused and reloaded or not", async () => {
    // So many that a pause after the first few comes in time on any machine.
    const STEPS = 240;
    const losses: number[][] = [];
    for (const interrupted of [false, true]) {
      const seen = await visit(browser, server.url);
      const { page } = seen;
      await trainOn(page, OWN_TEXT, STEPS);
      if (interrupted) {
        await untilStep(page, 8);
        await page.getByRole("button", { name: "Pause" }).click();
        await waitForState(page, "paused");
        expect(await shownNumber(page, "step")).toBeLessThan(STEPS);
        await page.reload();
        await waitForState(page, "paused");
        await page.getByRole("button", { name: "Go on" }).click();
      }
      await waitForState(page, "finished");
      losses.push([
        await shownNumber(page, "step"),
        await shownNumber(page, "loss"),
        await shownNumber(page, "held-out"),
      ]);
      await seen.end();
    }
    expect(losses[0][0]).toBe(STEPS);
    expect(losses[1]).toEqual(losses[0]);
  });

  test("its model is saved as a zip file that Node opens, and a broken one is refused", async () => {
    const seen = await visit(browser, server.url);
    const { page } = seen;
    await trainOn(page, OWN_TEXT, 30);
    await waitForState(page, "finished");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save as zip" }).click(),
    ]);
    const path = join(folder, "model.zip");
    await download.saveAs(path);
    const zip = await readFile(path);

    await chooseBackend();
    const { model, tokenizerJson, card } = modelFromFiles(modelFilesFromZip(zip));
    expect(model).toBeInstanceOf(LanguageModel);
    expect(tokenizerFromJson(tokenizerJson).decode(tokenizerFromJson(tokenizerJson).encode("白鲸"))).toBe(
      "白鲸",
    );
    expect(card).toContain("pasted text");
    model.dispose();

    const broken = join(folder, "broken.zip");
    writeFileSync(broken, zip.subarray(0, zip.length / 2));
    await page.getByTestId("open-zip").setInputFiles(broken);
    const problem = page.getByTestId("file-problem");
    await problem.waitFor();
    expect(await problem.textContent()).toContain("broken.zip: expected a whole zip file");
    // The model that was there still is.
    expect(await page.getByTestId("status").textContent()).toContain("Model: pasted text");

    await page.getByTestId("open-zip").setInputFiles(path);
    await page.getByTestId("opened-model").waitFor();
    expect(await problem.count()).toBe(0);
    await page.reload();
    expect(await page.getByTestId("opened-model").textContent()).toContain("Opened: model");
    expectNoComplaints(seen);
    await seen.end();
  });

  test("is stopped before its time, and goes on for longer when it is asked to", async () => {
    const seen = await visit(browser, server.url);
    const { page } = seen;
    await trainOn(page, OWN_TEXT, 0);
    await untilStep(page, 10);
    await page.getByRole("button", { name: "Stop here" }).click();
    await waitForState(page, "finished");
    const step = await shownNumber(page, "step");
    await page.reload();
    await waitForState(page, "finished");
    await page.getByRole("button", { name: "Three minutes more" }).click();
    await untilStep(page, step + 5);
    await page.getByRole("button", { name: "Pause" }).click();
    await waitForState(page, "paused");
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByTestId("training-state").waitFor({ state: "detached" });
    await page.reload();
    expect(await whatRuns(page)).toContain("no model yet");
    expectNoComplaints(seen);
    await seen.end();
  });

  test("says so when what is kept cannot be opened again, and trains all the same", async () => {
    const seen = await visit(browser, server.url);
    const { page } = seen;
    await trainOn(page, OWN_TEXT, 5);
    await waitForState(page, "finished");
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open("engram-demo");
          opening.onsuccess = () => {
            const transaction = opening.result.transaction("runs", "readwrite");
            transaction.objectStore("runs").put({ name: "broken", options: {} }, "current");
            transaction.oncomplete = () => {
              opening.result.close();
              resolve();
            };
            transaction.onerror = () => reject(transaction.error);
          };
        }),
    );
    await page.reload();
    await whatRuns(page);
    expect(await page.getByTestId("not-restored").textContent()).toContain("could not be opened");
    await trainOn(page, OWN_TEXT, 5);
    await waitForState(page, "finished");
    expectNoComplaints(seen);
    await seen.end();
  });

  test("a text that is refused costs no training that is kept, and discarding that costs no opened model", async () => {
    const seen = await visit(browser, server.url);
    const { page } = seen;
    await trainOn(page, OWN_TEXT, 5);
    await waitForState(page, "finished");
    await page.getByLabel("Paste a text here").fill("ab");
    await page.getByRole("button", { name: /^Train/ }).click();
    await page.getByTestId("start-problem").waitFor();
    await page.reload();
    await waitForState(page, "finished");
    expect(await shownNumber(page, "step")).toBe(5);
    await page.getByTestId("open-moby-dick").click();
    await page.getByTestId("opened-model").waitFor();
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByTestId("training-state").waitFor({ state: "detached" });
    // A model that was opened is no part of the training.
    expect(await page.getByTestId("status").textContent()).toContain("Model: moby-dick");
    await seen.end();
  });

  test("takes files that are dropped, in any script", async () => {
    const seen = await visit(browser, server.url);
    const { page } = seen;
    const files = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "海.txt"));
      transfer.items.add(new File([text], "море.txt"));
      return transfer;
    }, OWN_TEXT);
    await page.getByLabel("Paste a text here").dispatchEvent("drop", { dataTransfer: files });
    await page.getByText("Chosen: 海.txt, море.txt").waitFor();
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await untilStep(page, 3);
    expect(await whatRuns(page)).toContain("Model: 海");
    await seen.end();
  });

  test.each([
    ["an empty text", "   \n ", /expected text in pasted text, got none/],
    ["a text of two letters", "ab", /too short/],
  ])("%s is refused with the reason", async (_, text, reason) => {
    const seen = await visit(browser, server.url);
    await seen.page.getByLabel("Paste a text here").fill(text);
    await seen.page.getByRole("button", { name: "Train", exact: true }).click();
    const problem = seen.page.getByTestId("start-problem");
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(reason);
    await seen.end();
  });

  test("a file that is no text is refused, and named", async () => {
    const seen = await visit(browser, server.url);
    const path = join(folder, "picture.txt");
    writeFileSync(
      path,
      Uint8Array.from({ length: 500 }, (_, index) => (index * 37) % 256),
    );
    await seen.page.getByTestId("choose-files").setInputFiles(path);
    await seen.page.getByRole("button", { name: "Train", exact: true }).click();
    const problem = seen.page.getByTestId("start-problem");
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/picture\.txt.*(UTF-16|UTF-8|NUL)/);
    await seen.end();
  });
});
