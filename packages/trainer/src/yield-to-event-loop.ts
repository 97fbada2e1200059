/** Often enough for a page to answer and for a signal to arrive, seldom enough to cost nothing. */
const MILLISECONDS_BETWEEN_YIELDS = 12;

/**
 * A function that, awaited after each piece of work, lets timers, input and signals run when it is due.
 *
 * Not `requestAnimationFrame`: it waits for the next frame, and a hidden tab has none.
 */
export function createYield(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < MILLISECONDS_BETWEEN_YIELDS) return;
    await nextTask();
    last = performance.now();
  };
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
