/** A copy of `array` with twice the room, or with room for `atLeast`. */
export function grown(array: Int32Array, atLeast = 0): Int32Array {
  const longer = new Int32Array(Math.max(2 * array.length, atLeast));
  longer.set(array);
  return longer;
}

export function grownBytes(array: Uint8Array, atLeast = 0): Uint8Array {
  const longer = new Uint8Array(Math.max(2 * array.length, atLeast));
  longer.set(array);
  return longer;
}
