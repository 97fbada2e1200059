/** Throws unless `value` is a finite number within the limits; `what` is `function: option`. */
export function requireNumber(
  what: string,
  value: number,
  { from, above, below, to }: { from?: number; above?: number; below?: number; to?: number } = {},
): void {
  const inside =
    Number.isFinite(value) &&
    (from === undefined || value >= from) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below) &&
    (to === undefined || value <= to);
  if (inside) return;
  const limits = [
    from !== undefined && `>= ${from}`,
    above !== undefined && `> ${above}`,
    below !== undefined && `< ${below}`,
    to !== undefined && `<= ${to}`,
  ].filter(Boolean);
  throw new RangeError(`${what}: expected a number ${limits.join(" and ")}, got ${value}`);
}

/** Throws unless `value` is an integer of at least `least`. */
export function requireInteger(what: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${what}: expected an integer of at least ${least}, got ${value}`);
  }
}
