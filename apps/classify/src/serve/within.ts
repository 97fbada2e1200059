/**
 * What `work` gives, unless the client goes away or the time is over: then its signal is aborted, by what is the reason.
 *
 * Not `AbortSignal.any` and `AbortSignal.timeout`: those live on until the time is over, for each request that was
 * answered long before.
 */
export async function within<Result>(
  milliseconds: number,
  client: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new DOMException(`expected an answer within ${milliseconds} ms`, "TimeoutError")),
    milliseconds,
  );
  const gone = () => controller.abort(client.reason);
  if (client.aborted) gone();
  client.addEventListener("abort", gone, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    client.removeEventListener("abort", gone);
  }
}
