/** Throws unless `value` is an integer of 1 or more. */
export function checkCount(name: string, option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name}: expected ${option} to be an integer of 1 or more, got ${value}`);
  }
}
