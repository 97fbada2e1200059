/**
 * Often enough for a page to draw its frames, or for a signal to arrive in Node, where a turn of the event loop costs
 * more (bench/yield.mjs); seldom enough to cost less than a hundredth of the time.
 */
const [PAGE_MILLISECONDS, NODE_MILLISECONDS] = [12, 40];

/**
 * A function that, awaited after each piece of work, lets timers, input and signals run when it is due.
 *
 * Not `requestAnimationFrame`: it waits for the next frame, and a hidden tab has none.
 */
export function createYield(): () => Promise<void> {
  const between = typeof setImmediate === "function" ? NODE_MILLISECONDS : PAGE_MILLISECONDS;
  let last = performance.now();
  return async () => {
    if (performance.now() - last < between) return;
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
