import type { TokenSource } from "@engram/dataset";
import { NeuralCache, type NeuralCacheOptions } from "@engram/generation";
import { type LanguageModel, type StatePolicy, scoreTokens } from "@engram/lstm-core";
import { type LanguageModelScore, languageModelScore, textSize } from "@engram/metrics";
import type { Tokenizer } from "@engram/tokenizer";

export interface EvaluateOptions {
  readonly statePolicy?: StatePolicy;
  /** Tokens read in one piece. */
  readonly context: number;
  /** Parts of the text that are read side by side, each from an empty memory. */
  readonly streams: number;
  readonly cache?: NeuralCacheOptions | undefined;
}

/**
 * The score of a text under a model: every token but the first is predicted once.
 *
 * @param size code points and bytes of the whole text.
 */
export async function evaluateModel(
  model: LanguageModel,
  tokenizer: Tokenizer,
  source: TokenSource,
  size: { readonly characters: number; readonly bytes: number },
  { statePolicy = "carried", context, streams, cache }: EvaluateOptions,
): Promise<LanguageModelScore> {
  // Each stream needs a token and one to predict from it.
  const batchSize = Math.max(1, Math.min(streams, Math.floor(source.length / 2)));
  const { hiddenSizes } = model.config;
  const totals = await scoreTokens(model, source, {
    statePolicy,
    context,
    batchSize,
    unknownId: tokenizer.unknownId,
    ...(cache && { cache: () => new NeuralCache(hiddenSizes.at(-1)!, cache) }),
  });
  const unpredicted = textSize(tokenizer.decode(await source.read(0, 1)));
  return languageModelScore({
    ...totals,
    characters: size.characters - unpredicted.characters,
    bytes: size.bytes - unpredicted.bytes,
  });
}
