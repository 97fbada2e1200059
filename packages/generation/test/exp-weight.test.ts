import { expect, test } from "vitest";
import { expWeight } from "../src/sampling/exp-weight.ts";

test("is e^x within 1e-14 of its value, exact at 0, and 0 for what counts for nothing", () => {
  let worst = 0;
  for (let x = 0; x > -700; x -= 0.00917) worst = Math.max(worst, Math.abs(expWeight(x) / Math.exp(x) - 1));
  // Far below 1 it is x itself that loses digits.
  expect(worst).toBeLessThan(2e-13);
  worst = 0;
  for (let x = 0; x > -30; x -= 0.0009) worst = Math.max(worst, Math.abs(expWeight(x) / Math.exp(x) - 1));
  expect(worst).toBeLessThan(1e-14);
  expect([0, -0, -701, Number.NEGATIVE_INFINITY].map(expWeight)).toEqual([1, 1, 0, 0]);
  expect(expWeight(-1e-300)).toBe(1);
  expect(expWeight(Number.NaN)).toBeNaN();
});
