/** A line with its end, or a piece of a very long one. */
export interface LinePart {
  readonly bytes: Uint8Array;
  /** It begins a line. */
  readonly isStart: boolean;
}

/** Bytes after which a line is handed on in pieces. */
const MAXIMUM_LINE = 64 * 1024;
const LINE_FEED = 10;

/** Bytes cut into lines, those of a chunk at a time, in flat memory whatever comes. */
export async function* lineParts(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<LinePart[], void, undefined> {
  let held: Uint8Array = new Uint8Array(0);
  let isStart = true;
  for await (const chunk of chunks) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const parts: LinePart[] = [];
    let done = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, done)) {
      parts.push({ bytes: bytes.subarray(done, end + 1), isStart });
      isStart = true;
      done = end + 1;
    }
    held = bytes.subarray(done);
    if (held.length > MAXIMUM_LINE) {
      parts.push({ bytes: held, isStart });
      isStart = false;
      held = new Uint8Array(0);
    }
    yield parts;
  }
  if (held.length > 0) yield [{ bytes: held, isStart }];
}
