export interface DecodeUtf8Options {
  /** Names the data in errors; default "input". */
  readonly source?: string;
}

/**
 * Decodes UTF-8 that arrives in pieces, cut anywhere; a character that spans two pieces comes whole.
 *
 * In a page, pass `file.stream()` or a `Response`'s body. A byte order mark at the start is left out.
 *
 * @throws Error that names the source and the byte offset where the bytes are not UTF-8 or hold a NUL
 *   (a binary file, or UTF-16).
 */
export async function* decodeUtf8(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | ReadableStream<Uint8Array>,
  { source = "input" }: DecodeUtf8Options = {},
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let carried = new Uint8Array(0);
  let offset = 0;
  for await (const chunk of isReadableStream(bytes) ? readAll(bytes) : bytes) {
    let block = chunk;
    if (carried.length > 0) {
      block = new Uint8Array(carried.length + chunk.length);
      block.set(carried);
      block.set(chunk, carried.length);
    }
    const nul = block.indexOf(0);
    if (nul >= 0) {
      throw new Error(
        `decodeUtf8: expected text in ${source}, got a NUL at byte ${offset + nul} (binary or UTF-16?)`,
      );
    }
    const end = block.length - incompleteTail(block);
    let text: string;
    try {
      text = decoder.decode(block.subarray(0, end));
    } catch {
      const invalid = offset + firstInvalidByte(block.subarray(0, end));
      throw new Error(`decodeUtf8: expected UTF-8 in ${source}, got an invalid sequence at byte ${invalid}`);
    }
    if (offset === 0 && text.startsWith("\uFEFF")) text = text.slice(1);
    carried = block.slice(end);
    offset += end;
    if (text !== "") yield text;
  }
  if (carried.length > 0) {
    throw new Error(
      `decodeUtf8: expected UTF-8 in ${source}, got half a character at the end (byte ${offset})`,
    );
  }
}

/** How many bytes at the end (0 to 3) begin a character that is not whole yet. */
function incompleteTail(block: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, block.length); back++) {
    const byte = block[block.length - back];
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}

/** The byte up to which `block` could still be the start of valid UTF-8, by bisection (errors only, so speed is no matter). */
function firstInvalidByte(block: Uint8Array): number {
  let valid = 0;
  let invalid = block.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(block.subarray(0, middle), { stream: true });
      valid = middle;
    } catch {
      invalid = middle;
    }
  }
  return valid;
}

function isReadableStream(bytes: object): bytes is ReadableStream<Uint8Array> {
  return "getReader" in bytes;
}

/** Not every browser can iterate over a ReadableStream. */
async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let result = await reader.read(); !result.done; result = await reader.read()) yield result.value;
  } finally {
    await reader.cancel();
  }
}
