import type { Random } from "@engram/random";
import { applyBannedTokens } from "./banned-tokens.ts";
import { ALL_FINITE, Candidates } from "./candidates.ts";
import { indexOfLargest } from "./largest.ts";
import { applyNoRepeatNgram } from "./no-repeat-ngram.ts";
import { applyRepetitionPenalty } from "./repetition-penalty.ts";
import { checkSamplingOptions, type SamplingOptions } from "./sampling-options.ts";
import { kthLargest } from "./top-k.ts";

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
  private readonly options: Required<SamplingOptions>;
  /** Whether anything changes single logits. */
  private readonly hasLogitFilters: boolean;
  private readonly marks: Uint8Array;
  private readonly filtered: Float32Array;
  private readonly heap: Float32Array;
  private readonly candidates: Candidates;

  /** @throws RangeError when an option is out of its range. */
  constructor(vocabularySize: number, options: SamplingOptions = {}) {
    this.options = checkSamplingOptions(vocabularySize, options);
    const { repetitionPenalty, noRepeatNgram, bannedTokenIds, topK } = this.options;
    this.hasLogitFilters = repetitionPenalty !== 1 || noRepeatNgram > 0 || bannedTokenIds.length > 0;
    this.marks = new Uint8Array(vocabularySize);
    this.filtered = new Float32Array(vocabularySize);
    this.heap = new Float32Array(Math.min(topK, vocabularySize));
    this.candidates = new Candidates(vocabularySize);
  }

  /**
   * @param logits [V], left as they are.
   * @param tokenIds the tokens so far, prompt included; the first `count` of them count.
   * @param random one draw is taken from it, none at temperature 0.
   * @param differentTokenIds each of the tokens once, where the caller knows them: the repetition penalty then
   *   need not go through a long text.
   * @throws RangeError when the logits are not finite or every token was filtered out.
   */
  next(
    logits: Float32Array,
    tokenIds: ArrayLike<number>,
    count: number,
    random: Pick<Random, "uniform">,
    differentTokenIds?: readonly number[],
  ): number {
    const { temperature, topK, topP, minP, repetitionPenalty, noRepeatNgram, bannedTokenIds } = this.options;
    const { filtered, candidates } = this;
    let likeliest = this.copy(logits);
    if (this.hasLogitFilters) {
      if (repetitionPenalty !== 1) {
        const occurred = differentTokenIds ?? tokenIds;
        const occurredCount = differentTokenIds?.length ?? count;
        applyRepetitionPenalty(filtered, repetitionPenalty, occurred, occurredCount, this.marks);
      }
      if (noRepeatNgram > 0) applyNoRepeatNgram(filtered, noRepeatNgram, tokenIds, count);
      if (bannedTokenIds.length > 0) applyBannedTokens(filtered, bannedTokenIds);
      likeliest = indexOfLargest(filtered);
    }
    const largest = filtered[likeliest];
    if (largest === Number.NEGATIVE_INFINITY) {
      throw new RangeError(
        "Sampler: expected a token to choose from, got every one banned (noRepeatNgram, bannedTokenIds)",
      );
    }
    if (temperature === 0) return likeliest;
    const isCut = topK > 0 && topK < filtered.length;
    const least = isCut ? kthLargest(filtered, topK, this.heap) : ALL_FINITE;
    candidates.take(filtered, largest, temperature, least);
    if (topP < 1) candidates.keepNucleus(topP);
    if (minP > 0) candidates.keepAtLeast(minP);
    return candidates.draw(random);
  }

  /**
   * Copies the logits to `filtered` and returns where the largest is. A NaN from a diverged model would make
   * every comparison false and a token of no meaning.
   */
  private copy(logits: Float32Array): number {
    const { filtered } = this;
    if (logits.length !== filtered.length) {
      throw new RangeError(`Sampler: expected ${filtered.length} logits, got ${logits.length}`);
    }
    let likeliest = 0;
    let largest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < logits.length; index++) {
      const logit = logits[index];
      if (!(logit < Number.POSITIVE_INFINITY)) {
        throw new RangeError(`Sampler: expected finite logits, got ${logit} for token ${index}`);
      }
      filtered[index] = logit;
      if (logit > largest) {
        largest = logit;
        likeliest = index;
      }
    }
    return likeliest;
  }
}
