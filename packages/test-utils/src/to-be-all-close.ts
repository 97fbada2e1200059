import { expect } from "vitest";
import { relativeError } from "./relative-error.ts";

interface AllClose {
  /** Passes when {@link relativeError} is at most `relative` (default 1e-5). */
  toBeAllClose(expected: ArrayLike<number>, options?: { relative?: number }): void;
}

declare module "vitest" {
  interface Matchers<T> extends AllClose {}
}

expect.extend({
  toBeAllClose(actual: ArrayLike<number>, expected: ArrayLike<number>, { relative = 1e-5 } = {}) {
    const error = actual.length === expected.length ? relativeError(actual, expected) : Number.NaN;
    return {
      pass: error <= relative,
      message: () =>
        actual.length === expected.length
          ? `expected a relative error of at most ${relative}, got ${error}`
          : `expected ${expected.length} numbers, got ${actual.length}`,
    };
  },
});
