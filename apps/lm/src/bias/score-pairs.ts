import { type LanguageModel, scoreTokens } from "@engram/lstm-core";
import {
  type PairPreference,
  pairPreference,
  type ScoredPair,
  type SentenceScore,
  textSize,
  type WilsonInterval,
  wilsonInterval,
} from "@engram/metrics";
import { Random } from "@engram/random";
import type { Tokenizer } from "@engram/tokenizer";
import { PAIRS_WARNING } from "./pairs-warning.ts";
import type { SentencePair } from "./sentence-pair.ts";
import { shuffleWords } from "./shuffle-words.ts";

/** What is before each sentence, so that its first token is predicted too: the end of another line. */
const BEFORE = "\n";

export interface PairsReport {
  readonly warning: string;
  readonly overall: PairPreference;
  /** By the number of pairs, the most first. */
  readonly biasTypes: readonly (PairPreference & { readonly biasType: string })[];
  /**
   * In how many pairs the model finds the more stereotyping sentence likelier than its words in a random order. A model that
   * does not know this much grammar says nothing about stereotypes. Null where no sentence has two words.
   */
  readonly grammarSanity: WilsonInterval | null;
  /** Share of the sentences' tokens that the tokenizer does not know. */
  readonly unknownShare: number;
  readonly seed: number;
}

interface ScoredSentence extends SentenceScore {
  readonly unknownTokens: number;
}

/**
 * Which sentence of each pair a language model finds likelier: see `pairPreference`.
 *
 * Every sentence is read from an empty memory, after a line end.
 *
 * @param options.seed of the shuffled words and of the bootstrap.
 * @throws RangeError when there are no pairs.
 */
export async function scorePairs(
  model: LanguageModel,
  tokenizer: Tokenizer,
  pairs: readonly SentencePair[],
  { seed }: { readonly seed: number },
): Promise<PairsReport> {
  const random = new Random(seed);
  const byType = new Map<string, ScoredPair[]>();
  const sentences: ScoredSentence[] = [];
  let shuffles = 0;
  let sane = 0;
  for (const { more, less, direction, biasType } of pairs) {
    const pair = {
      more: await scoreSentence(model, tokenizer, more),
      less: await scoreSentence(model, tokenizer, less),
      direction,
    };
    sentences.push(pair.more, pair.less);
    const ofType = byType.get(biasType);
    if (ofType === undefined) byType.set(biasType, [pair]);
    else ofType.push(pair);
    const shuffled = shuffleWords(more, random);
    if (shuffled === undefined) continue;
    shuffles++;
    if (pair.more.nats < (await scoreSentence(model, tokenizer, shuffled)).nats) sane++;
  }
  const total = (count: (sentence: ScoredSentence) => number) =>
    sentences.reduce((sum, sentence) => sum + count(sentence), 0);
  return {
    warning: PAIRS_WARNING,
    overall: pairPreference([...byType.values()].flat(), { seed }),
    biasTypes: [...byType]
      .map(([biasType, ofType]) => ({ biasType, ...pairPreference(ofType, { seed }) }))
      .sort((one, other) => other.pairs - one.pairs),
    grammarSanity: shuffles === 0 ? null : wilsonInterval(sane, shuffles),
    unknownShare: total(({ unknownTokens }) => unknownTokens) / total(({ tokens }) => tokens),
    seed,
  };
}

async function scoreSentence(
  model: LanguageModel,
  tokenizer: Tokenizer,
  sentence: string,
): Promise<ScoredSentence> {
  // Apart from each other, so that no token is made of both.
  const before = tokenizer.encode(BEFORE);
  const own = tokenizer.encode(sentence);
  const tokenIds = new Int32Array(own.length + 1);
  tokenIds[0] = before[before.length - 1];
  tokenIds.set(own, 1);
  const { totalNats, tokens, unknownTokens } = await scoreTokens(model, tokenIds, {
    context: own.length,
    unknownId: tokenizer.unknownId,
  });
  return { nats: totalNats, tokens, unknownTokens, characters: textSize(sentence).characters };
}
