import type { StreamDecoder } from "../tokenizer.ts";

/** The bytes of every token, one after another. */
export class TokenBytes {
  private readonly bytes: Uint8Array;
  private readonly starts: Int32Array;

  constructor(tokens: readonly Uint8Array[]) {
    this.starts = new Int32Array(tokens.length + 1);
    for (const [id, { length }] of tokens.entries()) this.starts[id + 1] = this.starts[id] + length;
    this.bytes = new Uint8Array(this.starts[tokens.length]);
    for (const [id, token] of tokens.entries()) this.bytes.set(token, this.starts[id]);
  }

  get vocabularySize(): number {
    return this.starts.length - 1;
  }

  lengthOf(tokenId: number): number {
    return this.starts[tokenId + 1] - this.starts[tokenId];
  }

  /** @throws RangeError when it is not an id. */
  of(tokenId: number): Uint8Array {
    if (!(tokenId >= 0 && tokenId < this.vocabularySize && Number.isInteger(tokenId))) {
      throw new RangeError(`decode: expected token ids in [0, ${this.vocabularySize}), got ${tokenId}`);
    }
    return this.bytes.subarray(this.starts[tokenId], this.starts[tokenId + 1]);
  }
}

/** Holds back the bytes of a character until it is whole; what is no UTF-8 becomes U+FFFD. */
export function createByteDecoder(tokens: TokenBytes, skipped: ReadonlySet<number>): StreamDecoder {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  return {
    push: (tokenId) => {
      const bytes = tokens.of(tokenId);
      return skipped.has(tokenId) ? "" : utf8.decode(bytes, { stream: true });
    },
    end: () => utf8.decode(),
  };
}

/** What a {@link createByteDecoder} would give for all of the ids, in one go. */
export function decodeBytes(
  tokens: TokenBytes,
  tokenIds: ArrayLike<number>,
  skipped: ReadonlySet<number>,
): string {
  let length = 0;
  for (let index = 0; index < tokenIds.length; index++) length += tokens.of(tokenIds[index]).length;
  const text = new Uint8Array(length);
  let at = 0;
  for (let index = 0; index < tokenIds.length; index++) {
    if (skipped.has(tokenIds[index])) continue;
    const bytes = tokens.of(tokenIds[index]);
    text.set(bytes, at);
    at += bytes.length;
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(text.subarray(0, at));
}
