/** The tokens of one row, prompt included, in a buffer that grows by doubling. */
export class TokenHistory {
  private buffer: Int32Array;
  private size: number;
  private readonly occurred: Set<number>;
  private readonly different: number[];

  constructor(tokenIds: Int32Array) {
    this.buffer = new Int32Array(Math.max(64, 2 * tokenIds.length));
    this.buffer.set(tokenIds);
    this.size = tokenIds.length;
    this.occurred = new Set(tokenIds);
    this.different = [...this.occurred];
  }

  /** The first `length` of these are the tokens; valid until the next `push`. */
  get tokenIds(): Int32Array {
    return this.buffer;
  }

  get length(): number {
    return this.size;
  }

  /** Each of the tokens once. */
  get differentTokenIds(): readonly number[] {
    return this.different;
  }

  push(tokenId: number): void {
    if (!this.occurred.has(tokenId)) {
      this.occurred.add(tokenId);
      this.different.push(tokenId);
    }
    if (this.size === this.buffer.length) {
      const larger = new Int32Array(2 * this.size);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.size++] = tokenId;
  }
}
