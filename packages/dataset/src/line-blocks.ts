import { checkCount } from "./check-count.ts";
import type { TextChunks } from "./text-example.ts";

export interface LineBlocksOptions {
  /** Code units after which a block without a line end is cut anyway; default 1 Mi. */
  readonly maximumLength?: number;
}

/**
 * The same text in blocks that end where a line ends, so that each block can be encoded by itself.
 *
 * Joined, the blocks are the text, to the last character. A line longer than `maximumLength` is cut, but never
 * between the halves of a surrogate pair.
 */
export async function* lineBlocks(
  chunks: TextChunks,
  { maximumLength = 1024 * 1024 }: LineBlocksOptions = {},
): AsyncGenerator<string, void, undefined> {
  checkCount("lineBlocks", "maximumLength", maximumLength);
  let pending = "";
  for await (const chunk of chunks) {
    const lineEnd = chunk.lastIndexOf("\n") + 1;
    if (lineEnd > 0) {
      yield pending + chunk.slice(0, lineEnd);
      pending = "";
    }
    pending += chunk.slice(lineEnd);
    while (pending.length > maximumLength) {
      const end = endsInsidePair(pending, maximumLength) ? maximumLength + 1 : maximumLength;
      yield pending.slice(0, end);
      pending = pending.slice(end);
    }
  }
  if (pending !== "") yield pending;
}

/** Whether the code unit before `end` is the first half of a surrogate pair. */
function endsInsidePair(text: string, end: number): boolean {
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xd800 && unit < 0xdc00;
}
