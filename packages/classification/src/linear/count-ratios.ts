/**
 * How much likelier a text of one class is to have each feature than one of the rest, in nats:
 * ln((p / |p|) / (q / |q|)), where p and q are in how many texts of the class and of the rest a feature is, and one more.
 *
 * Wang and Manning 2012, "Baselines and bigrams: simple, good sentiment and topic classification".
 *
 * @param features of each text, each once.
 * @param signs [N]: 1 for a text of the class.
 * @returns [buckets]
 */
export function countRatios(
  features: readonly Int32Array[],
  signs: Float64Array,
  buckets: number,
): Float64Array {
  const own = new Float64Array(buckets).fill(1);
  const rest = new Float64Array(buckets).fill(1);
  for (const [text, found] of features.entries()) {
    const counts = signs[text] > 0 ? own : rest;
    for (const feature of found) counts[feature]++;
  }
  const offset = Math.log(sumOf(rest) / sumOf(own));
  return own.map((count, feature) => Math.log(count / rest[feature]) + offset);
}

const sumOf = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
