/** A stretch between two kept points, and the point of it that is furthest from their line. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly furthest: number;
  readonly distance: number;
}

/**
 * The points that keep the shape of a curve: its ends, then again and again the point furthest from the line drawn so
 * far (Ramer 1972; Douglas and Peucker 1973), until there are `most` or none is off the line.
 *
 * @param x [M], `y` [M]: the curve's points, M of 1 or more.
 * @param most 2 or more.
 * @returns ascending indices of points.
 */
export function thinCurve(x: ArrayLike<number>, y: ArrayLike<number>, most: number): number[] {
  const last = x.length - 1;
  const kept = new Set([0, last]);
  const stretches = [stretchBetween(x, y, 0, last)];
  while (kept.size < most) {
    const widest = stretches.reduce(
      (best, { distance }, at) => (distance > stretches[best].distance ? at : best),
      0,
    );
    const { first, last, furthest, distance } = stretches[widest];
    if (distance === 0) break;
    kept.add(furthest);
    stretches[widest] = stretchBetween(x, y, first, furthest);
    stretches.push(stretchBetween(x, y, furthest, last));
  }
  return [...kept].sort((one, other) => one - other);
}

function stretchBetween(x: ArrayLike<number>, y: ArrayLike<number>, first: number, last: number): Stretch {
  const [across, up] = [x[last] - x[first], y[last] - y[first]];
  const length = Math.hypot(across, up);
  let [furthest, distance] = [first, 0];
  for (let point = first + 1; point < last; point++) {
    const [right, above] = [x[point] - x[first], y[point] - y[first]];
    const away = length === 0 ? Math.hypot(right, above) : Math.abs(right * up - above * across) / length;
    if (away > distance) [furthest, distance] = [point, away];
  }
  return { first, last, furthest, distance };
}
