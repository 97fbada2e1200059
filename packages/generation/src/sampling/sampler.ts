import type { Random } from "@engram/random";
import { applyBannedTokens } from "./banned-tokens.ts";
import { drawToken } from "./draw-token.ts";
import { indexOfLargest } from "./largest.ts";
import { applyMinP } from "./min-p.ts";
import { applyNoRepeatNgram } from "./no-repeat-ngram.ts";
import { applyRepetitionPenalty } from "./repetition-penalty.ts";
import { checkSamplingOptions, type SamplingOptions } from "./sampling-options.ts";
import { applyTemperature } from "./temperature.ts";
import { applyTopK } from "./top-k.ts";
import { applyTopP } from "./top-p.ts";

/**
 * Chooses the next token from logits.
 *
 * The filters act in the order of Hugging Face transformers: repetition penalty, no-repeat n-gram, banned
 * tokens; then temperature, top-k, top-p, min-p, each on what the one before it left; then one draw. At
 * temperature 0 the likeliest token after the first three is taken and nothing is drawn.
 *
 * All scratch memory is made once here; `next` allocates nothing.
 */
export class Sampler {
  private readonly vocabularySize: number;
  private readonly options: Required<SamplingOptions>;
  private readonly marks: Uint8Array;
  private readonly filtered: Float32Array;
  private readonly scratch: Float32Array;

  /** @throws RangeError when an option is out of its range. */
  constructor(vocabularySize: number, options: SamplingOptions = {}) {
    this.vocabularySize = vocabularySize;
    this.options = checkSamplingOptions(vocabularySize, options);
    this.marks = new Uint8Array(vocabularySize);
    this.filtered = new Float32Array(vocabularySize);
    this.scratch = new Float32Array(vocabularySize);
  }

  /**
   * @param logits [V], left as they are.
   * @param tokenIds the tokens so far, prompt included; the first `count` of them count.
   * @param random one draw is taken from it, none at temperature 0.
   * @throws RangeError when the logits are not finite or every token was filtered out.
   */
  next(
    logits: Float32Array,
    tokenIds: ArrayLike<number>,
    count: number,
    random: Pick<Random, "uniform">,
  ): number {
    const { temperature, topK, topP, minP, repetitionPenalty, noRepeatNgram, bannedTokenIds } = this.options;
    this.check(logits);
    const { filtered } = this;
    filtered.set(logits);
    if (repetitionPenalty !== 1) {
      applyRepetitionPenalty(filtered, repetitionPenalty, tokenIds, count, this.marks);
    }
    if (noRepeatNgram > 0) applyNoRepeatNgram(filtered, noRepeatNgram, tokenIds, count);
    if (bannedTokenIds.length > 0) applyBannedTokens(filtered, bannedTokenIds);
    const likeliest = indexOfLargest(filtered);
    if (filtered[likeliest] === Number.NEGATIVE_INFINITY) {
      throw new RangeError(
        "Sampler: expected a token to choose from, got every one banned (noRepeatNgram, bannedTokenIds)",
      );
    }
    if (temperature === 0) return likeliest;
    if (temperature !== 1) applyTemperature(filtered, temperature);
    if (topK > 0) applyTopK(filtered, topK, this.scratch);
    if (topP < 1) applyTopP(filtered, topP, this.scratch);
    if (minP > 0) applyMinP(filtered, minP);
    return drawToken(filtered, random);
  }

  /** A NaN from a diverged model would make every comparison false and a token of no meaning. */
  private check(logits: Float32Array): void {
    if (logits.length !== this.vocabularySize) {
      throw new RangeError(`Sampler: expected ${this.vocabularySize} logits, got ${logits.length}`);
    }
    for (let index = 0; index < logits.length; index++) {
      if (!(logits[index] < Number.POSITIVE_INFINITY)) {
        throw new RangeError(`Sampler: expected finite logits, got ${logits[index]} for token ${index}`);
      }
    }
  }
}
