/** A 32-bit hash of two token ids whose low bits depend on both. */
export function hashPair(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e3779b1) + Math.imul(right, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
