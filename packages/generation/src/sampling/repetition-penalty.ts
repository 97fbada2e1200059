/**
 * Makes tokens that occurred less likely: a positive logit is divided by `penalty`, a negative one multiplied.
 *
 * Keskar, McCann, Varshney, Xiong and Socher, "CTRL: a conditional transformer language model for
 * controllable generation", 2019, section 4.1. A token that occurred often is penalised once.
 *
 * @param logits [V], changed in place.
 * @param penalty above 0; 1 changes nothing, the paper uses 1.2.
 * @param tokenIds the tokens so far; the first `count` of them are looked at.
 * @param marks [V] zeros, for scratch; zeros again afterwards.
 * @returns `logits`.
 */
export function applyRepetitionPenalty(
  logits: Float32Array,
  penalty: number,
  tokenIds: ArrayLike<number>,
  count: number = tokenIds.length,
  marks: Uint8Array = new Uint8Array(logits.length),
): Float32Array {
  for (let index = 0; index < count; index++) {
    const tokenId = tokenIds[index];
    if (marks[tokenId] === 1) continue;
    marks[tokenId] = 1;
    const logit = logits[tokenId];
    logits[tokenId] = logit < 0 ? logit * penalty : logit / penalty;
  }
  for (let index = 0; index < count; index++) marks[tokenIds[index]] = 0;
  return logits;
}
