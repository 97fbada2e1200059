/** Throws unless `value` is an integer from `least` to `most`. */
export function requireCount(
  caller: string,
  name: string,
  value: number,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `in [${least}, ${most}]`;
  throw new RangeError(`${caller}: expected ${name} to be an integer ${range}, got ${value}`);
}
