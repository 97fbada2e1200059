/**
 * Round numbers (1, 2 or 5 times a power of ten apart) within [low, high], at most about `count` of them.
 *
 * `axisTicks(0, 9, 4)` is [0, 5].
 */
export function axisTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const spacing = ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const first = Math.ceil(low / spacing - 1e-9);
  const last = Math.floor(high / spacing + 1e-9);
  // Multiples of an integer, rounded: 3 * 0.1 would be 0.30000000000000004.
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * spacing).toPrecision(12)),
  );
}

/** A number as short as it can be read, to four digits or the last whole one: 45,000; 1.75; 0.002; 3e-5. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && (size < 0.001 || size >= 1e12)) return Number(value.toPrecision(4)).toExponential();
  return size >= 1000
    ? Math.round(value).toLocaleString("en-US")
    : value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}
