import type { TokenInputs } from "../check-token-batch.ts";

/** A batch whose rows are cut in two: the last tokens of each, and what the longer rows begin with. */
export interface SplitRows {
  /** [B,T'], T' at most the limit: each row's last tokens. */
  readonly ends: TokenInputs & { readonly lengths: Int32Array };
  /** The beginnings of `rows`, in that order: the rows that are longer than the limit. */
  readonly beginnings: TokenInputs & { readonly lengths: Int32Array };
  /** [B]: which row of `beginnings` belongs to a row, -1 for none. */
  readonly beginningOf: Int32Array;
}

/**
 * Cuts rows after their last `limit` tokens, counted from the end.
 *
 *   limit 2   a b c . .    beginnings  a . .    ends  b c
 *             d e f g h                d e f          g h
 *             i . . . .                               i .
 *
 * @returns undefined where no row is longer than `limit`.
 */
export function splitLongRows(batch: TokenInputs, limit: number): SplitRows | undefined {
  const { inputs, batchSize, sequenceLength } = batch;
  const lengths = batch.lengths ?? new Int32Array(batchSize).fill(sequenceLength);
  if (lengths.every((length) => length <= limit)) return undefined;
  const long = [...lengths.keys()].filter((row) => lengths[row] > limit);
  const beginningOf = new Int32Array(batchSize).fill(-1);
  for (const [index, row] of long.entries()) beginningOf[row] = index;
  const cut = (rows: readonly number[], range: (row: number) => readonly [number, number]) => {
    const ranges = rows.map(range);
    const longest = ranges.reduce((most, [start, end]) => Math.max(most, end - start), 0);
    const ids = new Int32Array(rows.length * longest);
    for (const [index, row] of rows.entries()) {
      const [start, end] = ranges[index];
      const first = row * sequenceLength;
      ids.set(inputs.subarray(first + start, first + end), index * longest);
    }
    return {
      inputs: ids,
      batchSize: rows.length,
      sequenceLength: longest,
      lengths: Int32Array.from(ranges, ([start, end]) => end - start),
    };
  };
  return {
    ends: cut([...lengths.keys()], (row) => [Math.max(0, lengths[row] - limit), lengths[row]]),
    beginnings: cut(long, (row) => [0, lengths[row] - limit]),
    beginningOf,
  };
}
