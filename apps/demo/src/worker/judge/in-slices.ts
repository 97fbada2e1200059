import type { Reading } from "./reading.ts";

/** Characters that are read before others get their turn, and texts: some 100 ms. */
const CHARACTERS_A_SLICE = 24_000;
const TEXTS_A_SLICE = 16;

/** Of a token, roughly: a long text is read to its limit. */
const CHARACTERS_A_TOKEN = 5;

/** Said of a request that a newer one of its kind has overtaken. */
export class Superseded extends Error {}

/**
 * A reading that lets other requests in between, and ends when it is no longer wanted.
 *
 * @param isWanted asked before every slice.
 * @throws Superseded from `probabilities` when it is not.
 */
export function inSlices(reading: Reading, isWanted: () => boolean): Reading {
  return {
    ...reading,
    async probabilities(texts) {
      const { labels, preparation } = reading.config;
      const mostRead = CHARACTERS_A_TOKEN * preparation.maximumTokens;
      const length = Math.min(mostRead, Math.max(1, texts[0]?.length ?? 1));
      const size = Math.max(1, Math.min(TEXTS_A_SLICE, Math.floor(CHARACTERS_A_SLICE / length)));
      const rows = new Float32Array(texts.length * labels.length);
      for (let start = 0; start < texts.length; start += size) {
        await otherRequests();
        if (!isWanted()) throw new Superseded("a newer request came");
        const slice = texts.slice(start, start + size);
        rows.set(await reading.probabilities(slice), start * labels.length);
      }
      return rows;
    },
  };
}

/** Messages to a worker wait for its task to end; promises alone do not end it. */
function otherRequests(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
