/** Throws unless `value` is an integer from `least` to `most`. */
export function requireInteger(
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

/** Throws unless every item of `ids` is an integer in [0, bound). */
export function requireIds(caller: string, name: string, ids: ArrayLike<number>, bound: number): void {
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index];
    if (!(Number.isInteger(id) && id >= 0 && id < bound)) {
      throw new RangeError(`${caller}: expected ${name} in [0, ${bound}), got ${id} at ${index}`);
    }
  }
}

/** Throws unless both have the same length, and one of 1 or more. */
export function requirePairs(
  caller: string,
  firstName: string,
  first: { readonly length: number },
  secondName: string,
  second: { readonly length: number },
): void {
  if (first.length === 0)
    throw new RangeError(`${caller}: expected at least one item in ${firstName}, got 0`);
  if (first.length !== second.length) {
    throw new RangeError(
      `${caller}: expected as many ${secondName} as ${firstName} (${first.length}), got ${second.length}`,
    );
  }
}

/** The K of `values` [items, K] row-major; throws unless the lengths fit and both are 1 or more. */
export function requireColumns(
  caller: string,
  name: string,
  values: ArrayLike<number>,
  items: number,
): number {
  if (items === 0) throw new RangeError(`${caller}: expected at least one item, got 0`);
  const columns = values.length / items;
  if (columns >= 1 && Number.isInteger(columns)) return columns;
  throw new RangeError(
    `${caller}: expected the length of ${name} to be a multiple of ${items}, got ${values.length}`,
  );
}
