import { grown } from "./grown.ts";
import type { Encoding } from "./tokenizer.ts";

/** How many ids' memory a cleared list keeps. */
const MAX_KEPT = 1_000_000;

/** A growing list of token ids and, when asked for, of their offsets. */
export class TokenSink {
  /** The ids are ids[0, count). */
  ids: Int32Array = new Int32Array(256);
  count = 0;
  private spans: Int32Array = new Int32Array(0);

  /** Begins anew, in the same memory unless that has become large. */
  clear(): void {
    this.count = 0;
    if (this.ids.length > MAX_KEPT) this.ids = new Int32Array(256);
    if (this.spans.length > 2 * MAX_KEPT) this.spans = new Int32Array(0);
  }

  push(tokenId: number, start: number, end: number): void {
    this.reserve(1);
    this.setOffsets(this.count, start, end);
    this.ids[this.count++] = tokenId;
  }

  /** Makes room for `more` ids after those that are there. */
  reserve(more: number): void {
    if (this.count + more > this.ids.length) this.ids = grown(this.ids, this.count + more);
  }

  /** Sets the part of the text that token `index` covers. */
  setOffsets(index: number, start: number, end: number): void {
    if (2 * index + 1 >= this.spans.length) this.spans = grown(this.spans, 2 * index + 512);
    this.spans[2 * index] = start;
    this.spans[2 * index + 1] = end;
  }

  tokenIds(): Int32Array {
    return this.ids.slice(0, this.count);
  }

  encoding(): Encoding {
    return { tokenIds: this.tokenIds(), offsets: this.spans.slice(0, 2 * this.count) };
  }
}
