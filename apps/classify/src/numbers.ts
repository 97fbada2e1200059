import { z } from "zod";

// Numbers from the command line, where they are text, and from JSON files: an empty text is no 0.
const number = z.union([z.number(), z.string().trim().min(1).transform(Number)]);

/** A whole number of `least` or more. */
export function wholeNumber(least: number) {
  const isFitting = (value: number) => Number.isSafeInteger(value) && value >= least;
  return number.refine(isFitting, `expected a whole number of ${least} or more`);
}

/** A number above 0. */
export const positive = number.refine((value) => value > 0 && value < Infinity, "expected a number above 0");

/** A number of 0 or more. */
export const positiveOrZero = number.refine(
  (value) => value >= 0 && value < Infinity,
  "expected a number of 0 or more",
);

/** A number at [0, 1). */
export const share = number.refine(
  (value) => value >= 0 && value < 1,
  "expected a number of 0 or more and below 1",
);

/** A number at (0, 1). */
export const inside = number.refine((value) => value > 0 && value < 1, "expected a number between 0 and 1");
