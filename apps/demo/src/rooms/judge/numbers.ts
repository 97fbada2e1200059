import { formatNumber } from "../../language/language.ts";

/** A probability in percent: "97.3 %", and never a hundred or none, which no model knows. */
export function formatProbability(probability: number): string {
  const percent = 100 * probability;
  if (percent > 99.9) return `> ${formatNumber(99.9, 1)} %`;
  if (percent < 0.1) return `< ${formatNumber(0.1, 1)} %`;
  return `${formatNumber(percent, 1)} %`;
}

/** "+0.25", "−0.25", and "0.00" without a sign. */
export function formatSigned(value: number, digits: number): string {
  const size = formatNumber(Math.abs(value), digits);
  if (size === formatNumber(0, digits)) return size;
  return `${value > 0 ? "+" : "−"}${size}`;
}

/** Of a hundred texts with this number, so many are what it says; `undefined` where it is not even one in a hundred fewer. */
export function ofAHundred(probability: number): number | undefined {
  const count = Math.round(100 * probability);
  return count === 100 ? undefined : count;
}
