import { median } from "./statistics.ts";

/** Float32 sums in another order, through three updates. */
const TOLERANCE = 2e-3;
/** Int8 weights are rounded, each implementation in its own way. */
const INT8_TOLERANCE = 0.05;

/**
 * Whether all implementations of a job compute the same thing.
 *
 * @param values what each answered to `check`, by its name.
 * @returns one line for each that is far from the median of all, relative to its largest value.
 */
export function compareChecks(
  values: ReadonlyMap<string, readonly number[]>,
  { int8 = false }: { readonly int8?: boolean } = {},
): string[] {
  const all = [...values.values()];
  const length = Math.max(0, ...all.map((one) => one.length));
  const middle = Array.from({ length }, (_, index) =>
    median(all.map((one) => one[index]).filter(Number.isFinite)),
  );
  const scale = Math.max(...middle.map(Math.abs), Number.MIN_VALUE);
  const tolerance = int8 ? INT8_TOLERANCE : TOLERANCE;
  return [...values].flatMap(([name, one]) => {
    const far = middle.findIndex((value, index) => !(Math.abs(one[index] - value) <= tolerance * scale));
    if (far < 0) return [];
    return [
      `${name} does not compute what the others do: value ${far + 1} of its check is ${one[far]}, the median ${middle[far]}`,
    ];
  });
}
