/**
 * Bans each token that would complete an n-gram that occurred before.
 *
 * With size 3 and the tokens `a b c d a b`, `c` is banned: `a b c` was there. Paulus, Xiong and Socher,
 * "A deep reinforced model for abstractive summarization", 2017, section 2.5.
 *
 * @param logits [V], changed in place: a banned token's logit becomes -Infinity.
 * @param size n, 1 or more; 1 bans every token that occurred.
 * @param tokenIds the tokens so far; the first `count` of them are looked at.
 * @returns `logits`.
 */
export function applyNoRepeatNgram(
  logits: Float32Array,
  size: number,
  tokenIds: ArrayLike<number>,
  count: number = tokenIds.length,
): Float32Array {
  const prefix = size - 1;
  const tail = count - prefix;
  for (let start = 0; start < tail; start++) {
    let same = 0;
    while (same < prefix && tokenIds[start + same] === tokenIds[tail + same]) same++;
    if (same === prefix) logits[tokenIds[start + prefix]] = Number.NEGATIVE_INFINITY;
  }
  return logits;
}
