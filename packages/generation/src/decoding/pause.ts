/** Long enough that the pauses cost little, short enough that a page stays responsive. */
const PAUSE_EVERY_MS = 50;

/**
 * Returns a function to be awaited between tokens: it throws once `signal` is aborted, and every 50 ms it lets
 * timers, input and painting run, without which no one could abort (a promise alone never lets them).
 */
export function createPause(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last > PAUSE_EVERY_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
    signal?.throwIfAborted();
  };
}
