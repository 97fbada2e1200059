/** Long enough that the pauses cost little, short enough that a training beside it goes on. */
const PAUSE_EVERY_MS = 40;

/**
 * Returns a function to be awaited in a long loop: now and then it lets the worker's other work run.
 *
 * @param check called every time; throws where what the loop works with is gone.
 */
export function createPause(check: () => void): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last >= PAUSE_EVERY_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
    check();
  };
}
