/**
 * Presses the button of the room "Speed" and waits for its result.
 *
 * @param {import("playwright-core").Page} page
 * @param {{ job: "textbook" | "language-model", isThorough: boolean }} options
 * @returns what its button "Copy as text" gives.
 */
export async function raceInPage(page, { job, isThorough }) {
  await page.evaluate(() => location.assign("#speed"));
  await page.locator(`input[name=speed-job][value=${job}]`).check();
  await page.locator(`input[name=speed-thoroughness][value=${isThorough ? "thorough" : "quick"}]`).check();
  await page.getByTestId("speed-start").click();
  const result = page.locator(`[data-testid=speed-result][data-job=${job}]`);
  const problem = page.getByTestId("speed-problem");
  await result.or(problem).waitFor({ timeout: 15 * 60_000 });
  if (await problem.isVisible()) throw new Error(`raceInPage: ${await problem.textContent()}`);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await result.locator("button").click();
  await result.locator("[role=status]").filter({ hasText: /./ }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}
