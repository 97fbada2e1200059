import { requireInteger } from "../require.ts";

function natsPer(caller: string, totalNats: number, name: string, count: number): number {
  if (!(totalNats >= 0 && totalNats < Number.POSITIVE_INFINITY)) {
    throw new RangeError(
      `${caller}: expected totalNats to be a finite number of 0 or more, got ${totalNats}`,
    );
  }
  requireInteger(caller, name, count, 1);
  return totalNats / count;
}

/**
 * exp(nats per token).
 *
 * @param totalNats negative log-likelihood of all `tokens`, in nats.
 * @throws RangeError when `totalNats` is not finite or negative, `tokens` is not an integer of 1 or more,
 *   or the result is beyond float64.
 */
export function perplexity(totalNats: number, tokens: number): number {
  const result = Math.exp(natsPer("perplexity", totalNats, "tokens", tokens));
  if (result === Number.POSITIVE_INFINITY) {
    throw new RangeError(
      `perplexity: expected at most 709 nats per token, got ${totalNats / tokens}, whose exponential is no float64`,
    );
  }
  return result;
}

/**
 * Nats of a text / ln 2 / its Unicode code points.
 *
 * @param totalNats negative log-likelihood of the whole text, in nats.
 * @param characters Unicode code points of that text, not UTF-16 units: see `textSize`.
 * @throws RangeError as {@link perplexity} does.
 */
export function bitsPerCharacter(totalNats: number, characters: number): number {
  return natsPer("bitsPerCharacter", totalNats, "characters", characters) / Math.LN2;
}

/**
 * Nats of a text / ln 2 / its UTF-8 bytes.
 *
 * @param totalNats negative log-likelihood of the whole text, in nats.
 * @param bytes UTF-8 bytes of that text: see `textSize`.
 * @throws RangeError as {@link perplexity} does.
 */
export function bitsPerByte(totalNats: number, bytes: number): number {
  return natsPer("bitsPerByte", totalNats, "bytes", bytes) / Math.LN2;
}
