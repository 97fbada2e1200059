/** Neighbouring dimensions of a result through which each operand either runs or is repeated. */
export interface BroadcastGroup {
  readonly size: number;
  readonly inA: boolean;
  readonly inB: boolean;
}

/**
 * The dimensions of a broadcast in as few groups as they make.
 *
 *   [B,T,E] with [E]       (B*T: a alone) (E: both)
 *   [B,T,E] with [B,1,E]   (B: both) (T: a alone) (E: both)
 */
export function broadcastGroups(
  shape: readonly number[],
  aShape: readonly number[],
  bShape: readonly number[],
): BroadcastGroup[] {
  const groups: BroadcastGroup[] = [];
  shape.forEach((size, dimension) => {
    if (size === 1) return;
    const runsThrough = (operand: readonly number[]) =>
      (operand[dimension - (shape.length - operand.length)] ?? 1) !== 1;
    const [inA, inB] = [runsThrough(aShape), runsThrough(bShape)];
    const last = groups.at(-1);
    if (last?.inA === inA && last.inB === inB)
      groups[groups.length - 1] = { inA, inB, size: last.size * size };
    else groups.push({ size, inA, inB });
  });
  return groups;
}
