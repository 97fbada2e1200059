export interface BatchOptions {
  readonly most: number;
  /** How long a batch that has begun waits for the next item. */
  readonly waitMilliseconds: number;
}

/**
 * Items as they come, several at a time where they come fast, and without delay where they come slowly.
 *
 * Reads one item ahead at most, so a slow consumer slows down the source.
 */
export async function* inBatches<Item>(
  items: AsyncIterable<Item>,
  { most, waitMilliseconds }: BatchOptions,
): AsyncGenerator<Item[], void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  const advance = () => {
    const coming = iterator.next();
    // An error is thrown where it is awaited, after the items before it were handed on.
    coming.catch(() => {});
    return coming;
  };
  for (let coming = advance(); ; ) {
    const first = await coming;
    if (first.done) return;
    const batch = [first.value];
    coming = advance();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, waitMilliseconds, undefined);
    });
    while (batch.length < most) {
      const item = await Promise.race([coming, late]).catch(() => undefined);
      if (item === undefined || item.done) break;
      batch.push(item.value);
      coming = advance();
    }
    clearTimeout(timer);
    yield batch;
  }
}
