const LEAST_NORMAL = 2 ** -126;

/** What optimisers remember between updates becomes 0 below 2^-126; c/elements.h says why. */
export function flush(value: number): number {
  return Math.abs(value) < LEAST_NORMAL ? 0 : value;
}
