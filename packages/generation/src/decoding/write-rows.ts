import { logProbability } from "../sampling/log-softmax.ts";
import type { Sampler } from "../sampling/sampler.ts";
import type { Memory } from "./memory.ts";
import type { Row } from "./row.ts";

/**
 * Writes tokens into `rows` until each has ended, and yields after each round of one token a row.
 *
 * Row r belongs to row r of `memory`; rows that have ended leave the batch. The last token of a row is not
 * read: what it would predict is not wanted.
 */
export async function* writeRows(
  memory: Memory,
  rows: readonly Row[],
  sampler: Sampler,
  pause: () => Promise<void>,
): AsyncGenerator<void, void> {
  let active = rows.filter((row) => row.stopReason === undefined);
  if (active.length === 0) return;
  memory.predict();
  for (;;) {
    await pause();
    for (const [index, row] of active.entries()) writeToken(row, memory.logits(index), sampler);
    yield;
    const going = active.flatMap((row, index) => (row.stopReason === undefined ? [index] : []));
    if (going.length === 0) return;
    if (going.length < active.length) memory.select(going);
    active = going.map((index) => active[index]);
    memory.step(Int32Array.from(active, (row) => row.lastTokenId));
  }
}

function writeToken(row: Row, logits: Float32Array, sampler: Sampler): void {
  const { tokenIds, length } = row.history;
  const tokenId = sampler.next(logits, tokenIds, length, row.random);
  row.push(tokenId, row.isScored ? logProbability(logits, tokenId) : 0);
}
