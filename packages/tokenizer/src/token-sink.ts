import type { Encoding } from "./tokenizer.ts";

/** A growing list of token ids and, when asked for, of their offsets. */
export class TokenSink {
  private ids: Int32Array = new Int32Array(256);
  private spans: Int32Array | undefined;
  private count = 0;

  constructor(withOffsets: boolean) {
    if (withOffsets) this.spans = new Int32Array(512);
  }

  push(tokenId: number, start: number, end: number): void {
    if (this.count === this.ids.length) this.grow();
    if (this.spans !== undefined) {
      this.spans[2 * this.count] = start;
      this.spans[2 * this.count + 1] = end;
    }
    this.ids[this.count++] = tokenId;
  }

  tokenIds(): Int32Array {
    return this.ids.slice(0, this.count);
  }

  encoding(): Encoding {
    return { tokenIds: this.tokenIds(), offsets: (this.spans ?? new Int32Array(0)).slice(0, 2 * this.count) };
  }

  private grow(): void {
    this.ids = grown(this.ids);
    if (this.spans !== undefined) this.spans = grown(this.spans);
  }
}

function grown(array: Int32Array): Int32Array {
  const longer = new Int32Array(2 * array.length);
  longer.set(array);
  return longer;
}
