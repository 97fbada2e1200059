/** A stretch of a curve: the mean of its values, and how far they lie apart. */
export interface Stretch {
  /** Mean position of its points. */
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export type Point = readonly [x: number, y: number];

/**
 * A curve in at most `count` stretches of equal width, so that a log of a million steps is no larger to draw than one
 * of a thousand. Values that are not finite are left out.
 */
export function summarizePoints(points: readonly Point[], count: number): Stretch[] {
  const finite = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (finite.length === 0) return [];
  const first = finite[0][0];
  const width = (finite[finite.length - 1][0] - first) / count || 1;
  const groups = new Map<number, Point[]>();
  for (const point of finite) {
    const index = Math.max(0, Math.min(count - 1, Math.floor((point[0] - first) / width)));
    const group = groups.get(index);
    if (group === undefined) groups.set(index, [point]);
    else group.push(point);
  }
  return [...groups.values()].map(summarize);
}

function summarize(points: readonly Point[]): Stretch {
  let [x, mean, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [position, value] of points) {
    x += position / points.length;
    mean += value / points.length;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { x, mean, low, high };
}
