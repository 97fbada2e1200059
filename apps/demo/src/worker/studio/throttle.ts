/** Calls `action` at once and then at most once in so many milliseconds; the last call is never lost. */
export function throttle(action: () => void, milliseconds: number): () => void {
  let last = Number.NEGATIVE_INFINITY;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const act = () => {
    clearTimeout(waiting);
    waiting = undefined;
    last = performance.now();
    action();
  };
  return () => {
    const rest = last + milliseconds - performance.now();
    if (rest <= 0) act();
    else waiting ??= setTimeout(act, rest);
  };
}
