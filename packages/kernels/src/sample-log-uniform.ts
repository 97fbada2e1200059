/** Candidates for a sampled softmax. */
export interface CandidateSample {
  /** [S], all different. */
  readonly ids: Int32Array;
  /** How often the id is expected among samples like this one, in (0, 1]. */
  expectedCount(id: number): number;
}

/**
 * Draws different ids from [0, V), where id k has probability log((k + 2) / (k + 1)) / log(V + 1): about that of
 * words by rank when ids are sorted by falling frequency (the candidates of TensorFlow's sampled softmax).
 *
 * Ids are drawn until `count` different ones are there, which takes long when that is nearly all of them. The
 * expected count of an id follows from the number of draws n: 1 - (1 - p)^n.
 *
 * @param random numbers in [0, 1).
 * @throws RangeError for a count that is not in [1, V].
 */
export function sampleLogUniform(
  count: number,
  vocabularySize: number,
  random: () => number,
): CandidateSample {
  if (!(Number.isInteger(count) && count >= 1 && count <= vocabularySize)) {
    throw new RangeError(`sampleLogUniform: expected a count in [1, ${vocabularySize}], got ${count}`);
  }
  const logRange = Math.log(vocabularySize + 1);
  const ids = new Set<number>();
  let draws = 0;
  for (; ids.size < count; draws++) {
    // The inverse of the cumulative distribution log(k + 2) / log(V + 1).
    ids.add(Math.min(vocabularySize - 1, Math.floor(Math.exp(random() * logRange)) - 1));
  }
  return {
    ids: Int32Array.from(ids),
    expectedCount(id) {
      const probability = Math.log1p(1 / (id + 1)) / logRange;
      return -Math.expm1(draws * Math.log1p(-probability));
    },
  };
}
