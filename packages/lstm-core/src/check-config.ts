/** No size of a model (V, E, H) is above this: a bad config must not ask for the whole memory. */
const LARGEST_SIZE = 2 ** 24;
const MOST_LAYERS = 64;

/** @throws RangeError unless `value` is an integer in [1, 2^24]. */
export function checkSize(value: unknown, name: string, owner: string): void {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > LARGEST_SIZE) {
    throw new RangeError(`${owner}: expected ${name} to be an integer in [1, ${LARGEST_SIZE}], got ${value}`);
  }
}

/** @throws RangeError unless `values` is an array of 1 to 64 sizes. */
export function checkSizes(values: unknown, name: string, owner: string): void {
  if (!Array.isArray(values) || values.length < 1 || values.length > MOST_LAYERS) {
    throw new RangeError(
      `${owner}: expected ${name} to be an array of 1 to ${MOST_LAYERS} sizes, got ${values}`,
    );
  }
  values.forEach((value, index) => {
    checkSize(value, `${name}[${index}]`, owner);
  });
}

/** @throws RangeError unless `value` is true or false. */
export function checkBoolean(value: unknown, name: string, owner: string): void {
  if (typeof value !== "boolean") {
    throw new RangeError(`${owner}: expected ${name} to be true or false, got ${value}`);
  }
}
