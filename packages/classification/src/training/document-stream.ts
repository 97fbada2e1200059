/**
 * All documents one after the other, in the given order, as one long text for a language model: each begins with its
 * document token.
 */
export function documentStream(sequences: readonly Int32Array[]): Int32Array {
  const stream = new Int32Array(sequences.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const sequence of sequences) {
    stream.set(sequence, end);
    end += sequence.length;
  }
  return stream;
}
