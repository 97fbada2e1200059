import { requireInteger } from "../require.ts";
import { TokenNgramSet } from "./token-ngram-set.ts";

/**
 * How varied generated texts are: the different n-grams of all texts over their n-grams, in (0, 1].
 * NaN when no text has n tokens. It falls as texts get longer: compare like with like.
 *
 * Li and others, "A diversity-promoting objective function for neural conversation models", NAACL 2016.
 *
 * @param texts token ids of each text; no n-gram reaches from one into the next.
 * @param n length of the n-grams, 1 or more.
 * @throws RangeError when n is not such an integer.
 */
export function distinctN(texts: readonly Int32Array[], n: number): number {
  requireInteger("distinctN", "n", n, 1);
  const all = new Int32Array(texts.reduce((sum, text) => sum + text.length, 0));
  let end = 0;
  for (const text of texts) {
    all.set(text, end);
    end += text.length;
  }
  const ngrams = new TokenNgramSet(all, n);
  let total = 0;
  let start = 0;
  for (const text of texts) {
    for (let offset = 0; offset + n <= text.length; offset++, total++) ngrams.add(start + offset);
    start += text.length;
  }
  return ngrams.size / total;
}

/**
 * How much generated texts repeat themselves: the share of n-grams that stood earlier in the same text, in
 * [0, 1). NaN when no text has n tokens. A text that loops comes close to 1.
 *
 * Welleck and others, "Neural text generation with unlikelihood training", ICLR 2020 (seq-rep-n), with the
 * n-grams of all texts counted alike.
 *
 * @param texts token ids of each text.
 * @param n length of the n-grams, 1 or more.
 * @throws RangeError when n is not such an integer.
 */
export function repeatedNgramRate(texts: readonly Int32Array[], n: number): number {
  requireInteger("repeatedNgramRate", "n", n, 1);
  let different = 0;
  let total = 0;
  for (const text of texts) {
    const ngrams = new TokenNgramSet(text, n);
    for (let start = 0; start + n <= text.length; start++, total++) ngrams.add(start);
    different += ngrams.size;
  }
  return (total - different) / total;
}
