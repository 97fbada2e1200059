/** How the next token is chosen from the model's distribution. Every default changes nothing. */
export interface SamplingOptions {
  /** 1 samples from the model's own distribution, 0 takes the likeliest token always. Default 1. */
  readonly temperature?: number;
  /** Keep the k most likely tokens; 0 (default) keeps all. */
  readonly topK?: number;
  /** Keep the most likely tokens that together reach this probability, in (0, 1]. Default 1. */
  readonly topP?: number;
  /** Keep the tokens at least this many times as likely as the likeliest, in [0, 1]. Default 0. */
  readonly minP?: number;
  /** Divide the positive logits of tokens that occurred by this, multiply the negative ones. Default 1. */
  readonly repetitionPenalty?: number;
  /** Let no sequence of this many tokens occur twice; 0 (default) lets it. */
  readonly noRepeatNgram?: number;
  /** Tokens never to be chosen. */
  readonly bannedTokenIds?: ArrayLike<number>;
}

/**
 * The options with their defaults.
 *
 * @throws RangeError when one is out of its range.
 */
export function checkSamplingOptions(
  vocabularySize: number,
  {
    temperature = 1,
    topK = 0,
    topP = 1,
    minP = 0,
    repetitionPenalty = 1,
    noRepeatNgram = 0,
    bannedTokenIds = [],
  }: SamplingOptions,
): Required<SamplingOptions> {
  expectNumber(
    "temperature",
    temperature,
    "0 or more",
    temperature >= 0 && temperature < Number.POSITIVE_INFINITY,
  );
  expectNumber("topK", topK, "an integer of 0 or more", Number.isInteger(topK) && topK >= 0);
  expectNumber("topP", topP, "in (0, 1]", topP > 0 && topP <= 1);
  expectNumber("minP", minP, "in [0, 1]", minP >= 0 && minP <= 1);
  expectNumber(
    "repetitionPenalty",
    repetitionPenalty,
    "above 0",
    repetitionPenalty > 0 && repetitionPenalty < Number.POSITIVE_INFINITY,
  );
  expectNumber(
    "noRepeatNgram",
    noRepeatNgram,
    "an integer of 0 or more",
    Number.isInteger(noRepeatNgram) && noRepeatNgram >= 0,
  );
  for (let index = 0; index < bannedTokenIds.length; index++) {
    const tokenId = bannedTokenIds[index];
    const isToken = Number.isInteger(tokenId) && tokenId >= 0 && tokenId < vocabularySize;
    expectNumber(`bannedTokenIds[${index}]`, tokenId, `a token id below ${vocabularySize}`, isToken);
  }
  return { temperature, topK, topP, minP, repetitionPenalty, noRepeatNgram, bannedTokenIds };
}

function expectNumber(name: string, value: number, expected: string, holds: boolean): void {
  if (!holds) throw new RangeError(`SamplingOptions: expected ${name} to be ${expected}, got ${value}`);
}
