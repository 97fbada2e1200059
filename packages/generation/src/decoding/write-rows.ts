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
  let active = rows.filter((row) => !hasEnded(row));
  if (active.length === 0) return;
  memory.predict();
  let tokenIds = new Int32Array(active.length);
  for (;;) {
    await pause();
    for (let index = 0; index < active.length; index++) {
      writeToken(active[index], memory.logits(index), sampler);
    }
    yield;
    if (active.some(hasEnded)) {
      const going = active.flatMap((row, index) => (hasEnded(row) ? [] : [index]));
      if (going.length === 0) return;
      memory.select(going);
      active = going.map((index) => active[index]);
      tokenIds = new Int32Array(active.length);
    }
    for (let index = 0; index < active.length; index++) tokenIds[index] = active[index].lastTokenId;
    memory.step(tokenIds);
  }
}

function hasEnded(row: Row): boolean {
  return row.stopReason !== undefined;
}

function writeToken(row: Row, logits: Float32Array, sampler: Sampler): void {
  const { tokenIds, length, differentTokenIds } = row.history;
  const tokenId = sampler.next(logits, tokenIds, length, row.random, differentTokenIds);
  row.push(tokenId, row.isScored ? logProbability(logits, tokenId) : 0);
}
