import { requireIds, requireInteger } from "../require.ts";
import { NgramTrie } from "./ngram-trie.ts";

/** Longer n-grams are all but never seen twice, and each order is one node more per training token. */
const LARGEST_ORDER = 16;
/** The trie's node of the empty n-gram. */
const EMPTY = 0;
/** In place of a node: this context does not occur in the training text. */
const UNSEEN = -1;

export interface NgramModelOptions {
  /** V: token ids are in [0, V). */
  readonly vocabularySize: number;
  /** Length of the longest n-gram, in [1, 16]; default 5, which is 4 tokens of context. */
  readonly order?: number;
}

/**
 * The interpolated Witten-Bell n-gram model: the baseline that a neural language model has to beat.
 *
 *     P(w | h) = (c(h w) + T(h) · P(w | h')) / (c(h) + T(h))
 *
 * c counts in the training text, T(h) is the number of different tokens seen after h, h' is h without its
 * first token, and below the empty context stands the uniform distribution 1 / V. An h that was never
 * followed by anything passes on P(w | h'). For every h these sum to 1 over the vocabulary.
 *
 * Witten and Bell, "The zero-frequency problem", IEEE Transactions on Information Theory 37, 1991
 * (method C), interpolated as in Chen and Goodman, "An empirical study of smoothing techniques for
 * language modeling", 1999.
 *
 * Memory: about 30 bytes for each different n-gram of 1 to `order` tokens.
 */
export class NgramModel {
  readonly vocabularySize: number;
  readonly order: number;
  private readonly trie = new NgramTrie();
  /** Index k: the node of the last k training tokens, or UNSEEN while the text is shorter. */
  private readonly trainingContext: Int32Array;

  /** @throws RangeError when vocabularySize or order is not an integer in its range. */
  constructor({ vocabularySize, order = 5 }: NgramModelOptions) {
    requireInteger("NgramModel", "vocabularySize", vocabularySize, 1, 0x7fff_ffff);
    requireInteger("NgramModel", "order", order, 1, LARGEST_ORDER);
    this.vocabularySize = vocabularySize;
    this.order = order;
    this.trainingContext = this.emptyContext();
  }

  /**
   * Counts the n-grams of `tokenIds` [N]. Called again, it goes on with the same text: a text read in
   * pieces gives the same model as the whole.
   *
   * @throws RangeError when an id is not in [0, V); nothing is counted then.
   */
  train(tokenIds: Int32Array): void {
    requireIds("NgramModel.train", "token ids", tokenIds, this.vocabularySize);
    const { trie, order, trainingContext } = this;
    for (const token of tokenIds) {
      let longer = EMPTY;
      for (let length = 0; length < order; length++) {
        const node = trainingContext[length];
        trainingContext[length] = longer;
        longer = node < 0 ? UNSEEN : trie.count(node, token);
      }
    }
  }

  /**
   * Negative log-likelihood of a text in nats, every token of it counted; divide by the length for nats
   * per token. The text begins with the empty context and is its own context from there on.
   *
   * @param tokenIds [N]
   * @throws RangeError when an id is not in [0, V).
   */
  scoreNats(tokenIds: Int32Array): number {
    requireIds("NgramModel.scoreNats", "token ids", tokenIds, this.vocabularySize);
    const context = this.emptyContext();
    let nats = 0;
    for (const token of tokenIds) nats -= Math.log(this.read(context, token));
    return nats;
  }

  /**
   * P(token | context), in (0, 1].
   *
   * @param context [N] the tokens before; only the last order - 1 matter.
   * @throws RangeError when an id is not in [0, V).
   */
  probability(context: Int32Array, token: number): number {
    const recent = context.slice(Math.max(0, context.length - this.order + 1));
    requireIds("NgramModel.probability", "token ids", recent, this.vocabularySize);
    requireIds("NgramModel.probability", "token ids", [token], this.vocabularySize);
    const nodes = this.emptyContext();
    for (const id of recent) this.read(nodes, id);
    return this.read(nodes, token);
  }

  /** P(token | context), from the shortest context to the longest; then moves `context` past the token. */
  private read(context: Int32Array, token: number): number {
    const { trie, order } = this;
    let probability = 1 / this.vocabularySize;
    let longer = EMPTY;
    for (let length = 0; length < order; length++) {
      const node = context[length];
      context[length] = longer;
      longer = node < 0 ? UNSEEN : trie.child(node, token);
      if (node < 0 || trie.followers[node] === 0) continue;
      const count = longer < 0 ? 0 : trie.counts[longer];
      const types = trie.types[node];
      probability = (count + types * probability) / (trie.followers[node] + types);
    }
    return probability;
  }

  private emptyContext(): Int32Array {
    const context = new Int32Array(this.order).fill(UNSEEN);
    context[0] = EMPTY;
    return context;
  }
}
