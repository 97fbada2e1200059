import type { GenerationTokenizer } from "../decoding/generation-model.ts";
import { StopMatcher } from "../decoding/stop-matcher.ts";
import type { StopReason } from "../generate-options.ts";
import type { Beam, BeamSearchPlan } from "./beam-search-options.ts";

/** An unfinished text. */
export interface Hypothesis {
  readonly tokenIds: readonly number[];
  readonly logProbability: number;
}

/** Why the text ends with its last token; undefined where it goes on. */
export function stopReasonOf(
  tokenizer: GenerationTokenizer,
  { tokenIds }: Hypothesis,
  plan: BeamSearchPlan,
): StopReason | undefined {
  if (plan.stopTokenIds.includes(tokenIds[tokenIds.length - 1])) return "stopToken";
  if (plan.stops.length > 0 && readText(tokenizer, tokenIds, plan.stops).stopped) return "stopString";
  return tokenIds.length >= plan.maxTokens ? "maxTokens" : undefined;
}

/** The finished text with its score. */
export function finishBeam(
  tokenizer: GenerationTokenizer,
  { tokenIds, logProbability }: Hypothesis,
  stopReason: StopReason,
  plan: BeamSearchPlan,
): Beam {
  const textIds = stopReason === "stopToken" ? tokenIds.slice(0, -1) : tokenIds;
  return {
    text: readText(tokenizer, textIds, plan.stops).text,
    tokenIds: Int32Array.from(tokenIds),
    logProbability,
    score: lengthNormalized(logProbability, tokenIds.length, plan.lengthPenalty),
    stopReason,
  };
}

/** log p / length ^ lengthPenalty. */
export function lengthNormalized(logProbability: number, length: number, lengthPenalty: number): number {
  return logProbability / length ** lengthPenalty;
}

function readText(
  tokenizer: GenerationTokenizer,
  tokenIds: readonly number[],
  stops: readonly string[],
): { text: string; stopped: boolean } {
  const decoder = tokenizer.createDecoder();
  const matcher = new StopMatcher(stops);
  let text = "";
  for (const tokenId of tokenIds) text += matcher.push(decoder.push(tokenId));
  text += matcher.push(decoder.end());
  return { text: text + matcher.end(), stopped: matcher.match !== undefined };
}
