import { requireInteger } from "../require.ts";
import { bitsPerByte, bitsPerCharacter, perplexity } from "./perplexity.ts";

/** Whether each piece of the text began with the state the piece before it left, or with a cleared one. */
export type StatePolicy = "carried" | "reset";

/** One text under one language model. Plain JSON; every number is finite. */
export interface LanguageModelScore {
  /** Mean nats per token. */
  readonly lossNats: number;
  /** exp(`lossNats`): per token, so comparable between models of one tokenizer only. */
  readonly perplexity: number;
  /** Nats of the text / ln 2 / its Unicode code points: comparable across tokenizers. */
  readonly bitsPerCharacter: number;
  /** Nats of the text / ln 2 / its UTF-8 bytes: comparable across tokenizers and scripts. */
  readonly bitsPerByte: number;
  /** How many tokens were predicted. */
  readonly tokens: number;
  /** Share of the predicted tokens that are the unknown token, in [0, 1]: what the bits leave out. */
  readonly unknownShare: number;
  /** Tokens read in one piece; with `statePolicy` "reset" no prediction saw more than these. */
  readonly context: number;
  readonly statePolicy: StatePolicy;
}

/** What was counted while a text was scored. */
export interface LanguageModelTotals {
  /** Negative log-likelihood of all predicted tokens, in nats. */
  readonly totalNats: number;
  /** Predicted tokens. */
  readonly tokens: number;
  /** Unicode code points of the predicted text (see `textSize`). */
  readonly characters: number;
  /** UTF-8 bytes of the predicted text (see `textSize`). */
  readonly bytes: number;
  /** How many of `tokens` are the tokenizer's unknown token. */
  readonly unknownTokens: number;
  /** Tokens read in one piece. */
  readonly context: number;
  readonly statePolicy: StatePolicy;
}

/**
 * The score of a text under a language model, from what was counted.
 *
 * A text with unknown tokens has too few bits, since the spelling of those tokens was never predicted:
 * read the bits beside `unknownShare`.
 *
 * @throws RangeError when a total is not finite, a count is not an integer, tokens, characters or bytes
 *   are 0, the counts contradict each other, or the perplexity is beyond float64 (a loss above 709 nats).
 */
export function languageModelScore(totals: LanguageModelTotals): LanguageModelScore {
  const { totalNats, tokens, characters, bytes, unknownTokens, context, statePolicy } = totals;
  requireInteger("languageModelScore", "unknownTokens", unknownTokens, 0);
  requireInteger("languageModelScore", "context", context, 1);
  if (unknownTokens > tokens) {
    throw new RangeError(
      `languageModelScore: expected unknownTokens to be at most tokens (${tokens}), got ${unknownTokens}`,
    );
  }
  if (characters > bytes) {
    throw new RangeError(
      `languageModelScore: expected characters to be at most bytes (${bytes}), got ${characters}`,
    );
  }
  if (statePolicy !== "carried" && statePolicy !== "reset") {
    throw new RangeError(
      `languageModelScore: expected statePolicy "carried" or "reset", got ${String(statePolicy)}`,
    );
  }
  const score = {
    perplexity: perplexity(totalNats, tokens),
    bitsPerCharacter: bitsPerCharacter(totalNats, characters),
    bitsPerByte: bitsPerByte(totalNats, bytes),
  };
  return {
    lossNats: totalNats / tokens,
    ...score,
    tokens,
    unknownShare: unknownTokens / tokens,
    context,
    statePolicy,
  };
}
