/** @throws RangeError unless `value` is an integer in [low, high]. */
export function requireInteger(
  caller: string,
  name: string,
  value: number,
  low: number,
  high = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  const range = high === Number.MAX_SAFE_INTEGER ? `of ${low} or more` : `in [${low}, ${high}]`;
  throw new RangeError(`${caller}: expected ${name} to be an integer ${range}, got ${value}`);
}
