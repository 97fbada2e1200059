import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

export interface Visit {
  readonly page: Page;
  /** What went wrong on the page, and every request to another host. */
  readonly complaints: string[];
  /** Every address that was asked for. */
  readonly requests: string[];
  end(): Promise<void>;
}

/** Opens the page in a context of its own and notes what it complains of. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  const { origin } = new URL(url);
  page.on("pageerror", ({ message }) => void complaints.push(`error: ${message}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  context.on("request", (request) => {
    const address = request.url();
    requests.push(address);
    if (!/^(blob|data):/.test(address) && new URL(address).origin !== origin)
      complaints.push(`outside: ${address}`);
  });
  await page.goto(url);
  return { page, complaints, requests, end: () => context.close() };
}

/** Waits until the worker's kernels are there; returns what runs. */
export async function whatRuns(page: Page): Promise<string> {
  const status = page.getByTestId("status");
  await status.getByText(/^engram/).waitFor({ timeout: 30_000 });
  return (await status.textContent()) ?? "";
}

/** A number that the training panel shows. */
export async function shownNumber(page: Page, name: string): Promise<number> {
  const text = await page.getByTestId(`number-${name}`).textContent();
  return Number(text?.replace(/[^\d.-]/g, ""));
}

/** Waits until the training is in a state. */
export async function waitForState(page: Page, state: string): Promise<void> {
  await page.locator(`[data-testid="training-state"][data-state="${state}"]`).waitFor({ timeout: 60_000 });
}

/** Trains on a text of the reader's own: a small model, for so many steps (0: for minutes). */
export async function trainOn(page: Page, text: string, steps: number): Promise<void> {
  await page.getByLabel("Paste a text here").fill(text);
  await page.getByLabel("Small: 64 cells").check();
  await page.getByText("Expert settings").click();
  const set = async (name: string, value: number) => {
    await page.locator(`input[name="${name}"]`).fill(String(value));
    await page.locator(`input[name="${name}"]`).blur();
  };
  await set("steps", steps);
  await set("minutes-exact", steps > 0 ? 0 : 10);
  await page.getByRole("button", { name: /^Train/ }).click();
  await page.getByTestId("training-state").waitFor({ timeout: 30_000 });
}

export function expectNoComplaints({ complaints }: Visit): void {
  expect(complaints).toEqual([]);
}

/** Waits until so many steps are done. */
export async function untilStep(page: Page, step: number): Promise<void> {
  await page.waitForFunction(
    (least) =>
      Number(document.querySelector('[data-testid="number-step"]')?.textContent?.replace(/\D/g, "")) >= least,
    step,
    { timeout: 60_000 },
  );
}

/** Opens the model of Moby-Dick that the page brings. */
export async function openBuiltInModel(page: Page): Promise<void> {
  await page.locator('[data-testid="open-moby-dick"]').click();
  await page.getByTestId("opened-model").waitFor({ timeout: 30_000 });
}

/** Goes to a room by its address. */
export async function goTo(page: Page, room: string): Promise<void> {
  await page.evaluate((name) => {
    location.hash = name;
  }, room);
  await page.locator(`nav a[href="#${room}"][aria-current="page"]`).waitFor();
}
