import type { GenerationTokenizer } from "../src/index.ts";

/** One token a UTF-8 byte, as the bytes of a byte-level BPE come one by one at worst. */
export const byteTokenizer: GenerationTokenizer = {
  vocabularySize: 256,
  unknownId: undefined,
  encode: (text) => Int32Array.from(new TextEncoder().encode(text)),
  decode: (tokenIds) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(tokenIds)),
  createDecoder: () => {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return {
      push: (tokenId) => decoder.decode(Uint8Array.of(tokenId), { stream: true }),
      end: () => decoder.decode(),
    };
  },
};
