/** Tokens that a step of the medium size reads. */
const TOKENS_A_STEP = 32 * 64;

/**
 * Trains the medium size on Moby-Dick in the room "Train", as a reader would, with so many steps as its limit.
 *
 * @param {import("playwright-core").Page} page
 * @param {{ steps: number, warmUp: number }} options
 * @returns tokens a second: `clock` between the news of steps after those that warm up, with all that the page does
 * meanwhile (samples, validation, checkpoints, drawing), and `shown`, what the page says of its steps at the end.
 */
export async function trainInPage(page, { steps, warmUp }) {
  const { hash } = new URL(page.url());
  if (hash !== "#write") await page.evaluate(() => location.assign("#write"));
  const details = page.locator("details", { has: page.locator("[name=steps]") });
  if (!(await details.evaluate((element) => element.open))) await details.locator("summary").click();
  for (const [name, value] of [
    ["minutes", 0],
    ["steps", steps],
  ]) {
    const input = page.locator(`input[name=${name}]`);
    await input.fill(String(value));
    await input.blur();
  }
  await page.locator("section.model > button.primary").click();
  await page.waitForSelector("[data-testid=training-state][data-state=running]", { timeout: 60_000 });
  const news = await page.evaluate(watchSteps);
  const used = news.filter(({ step }) => step >= warmUp && step < steps);
  const [first, last] = [used[0], used.at(-1)];
  if (first === undefined || last === undefined || last.step === first.step) {
    throw new Error(`trainInPage: expected news of steps ${warmUp} to ${steps}, got ${used.length}`);
  }
  const shown = await page.getByTestId("number-speed").textContent();
  return {
    clock: (1000 * TOKENS_A_STEP * (last.step - first.step)) / (last.milliseconds - first.milliseconds),
    shown: Number(shown?.replace(/\D/g, "")),
  };
}

/**
 * In the page: notes when each step is shown, until the training is finished.
 *
 * @returns {Promise<{ step: number, milliseconds: number }[]>}
 */
function watchSteps() {
  /** @type {{ step: number, milliseconds: number }[]} */
  const news = [];
  const textOf = (/** @type {string} */ name) =>
    document.querySelector(`[data-testid=number-${name}]`)?.textContent;
  return new Promise((resolve, reject) => {
    const watch = () => {
      const step = Number((textOf("step") ?? "").replace(/\D/g, ""));
      if (news.at(-1)?.step !== step) news.push({ step, milliseconds: performance.now() });
      const state = document.querySelector("[data-testid=training-state]")?.getAttribute("data-state");
      if (state === "finished") resolve(news);
      else if (state === "failed") reject(new Error("the training failed"));
      else requestAnimationFrame(watch);
    };
    watch();
  });
}
