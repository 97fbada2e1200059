/** All items of one pass. */
export async function collect<Item>(items: Iterable<Item> | AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The next `count` items, over as many passes as that takes. */
export async function take<Item>(stream: AsyncIterable<Item>, count: number): Promise<Item[]> {
  const taken: Item[] = [];
  while (taken.length < count) {
    for await (const item of stream) {
      taken.push(item);
      if (taken.length === count) break;
    }
  }
  return taken;
}
