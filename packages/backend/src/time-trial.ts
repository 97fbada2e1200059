import type { Trial } from "./backend-choice.ts";

const FEWEST_RUNS = 3;
const MOST_RUNS = 20;
const ENOUGH_MILLISECONDS = 300;

/** The shortest of a few runs of the trial on the active backend, after one to warm up. */
export async function millisecondsOf(trial: Trial): Promise<number> {
  await trial();
  const started = performance.now();
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < MOST_RUNS; run++) {
    const before = performance.now();
    if (run >= FEWEST_RUNS && before - started > ENOUGH_MILLISECONDS) break;
    await trial();
    shortest = Math.min(shortest, performance.now() - before);
  }
  return shortest;
}
