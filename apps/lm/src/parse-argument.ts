import { InvalidArgumentError } from "commander";

/** A parser for commander: a whole number of `least` or more. */
export function wholeNumber(least: number): (value: string) => number {
  return (value) => {
    const parsed = value.trim() === "" ? Number.NaN : Number(value);
    if (!Number.isSafeInteger(parsed) || parsed < least) {
      throw new InvalidArgumentError(`Expected a whole number of ${least} or more.`);
    }
    return parsed;
  };
}

/** A parser for commander: a number at [least, most]. */
export function numberBetween(least: number, most: number): (value: string) => number {
  return (value) => {
    const parsed = value.trim() === "" ? Number.NaN : Number(value);
    if (!(parsed >= least && parsed <= most)) {
      throw new InvalidArgumentError(
        most === Number.POSITIVE_INFINITY
          ? `Expected a number of ${least} or more.`
          : `Expected a number from ${least} to ${most}.`,
      );
    }
    return parsed;
  };
}
