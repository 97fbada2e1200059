/** What the time limit of {@link withLimit} throws. */
export class LimitError extends Error {
  override readonly name = "LimitError";
}

/**
 * Waits for a promise, but not for ever.
 *
 * @throws LimitError after so many milliseconds; the signal's reason when it is aborted before that.
 */
export function withLimit<Value>(
  promise: Promise<Value>,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => reject(signal.reason);
    const timer = setTimeout(() => reject(new LimitError(`longer than ${milliseconds} ms`)), milliseconds);
    signal.addEventListener("abort", stop);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    });
  });
}
