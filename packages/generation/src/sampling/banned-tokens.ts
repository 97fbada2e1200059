/**
 * Takes tokens out of the choice.
 *
 * @param logits [V], changed in place: a banned token's logit becomes -Infinity.
 * @returns `logits`.
 */
export function applyBannedTokens(logits: Float32Array, bannedTokenIds: ArrayLike<number>): Float32Array {
  for (let index = 0; index < bannedTokenIds.length; index++) {
    logits[bannedTokenIds[index]] = Number.NEGATIVE_INFINITY;
  }
  return logits;
}
