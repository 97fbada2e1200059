import type { GenerationModel, GenerationTokenizer } from "../decoding/generation-model.ts";
import { Memory } from "../decoding/memory.ts";
import { createPause } from "../decoding/pause.ts";
import { applyBannedTokens } from "../sampling/banned-tokens.ts";
import { logSumExp } from "../sampling/log-softmax.ts";
import { applyNoRepeatNgram } from "../sampling/no-repeat-ngram.ts";
import {
  type Beam,
  type BeamSearchOptions,
  type BeamSearchPlan,
  planBeamSearch,
} from "./beam-search-options.ts";
import { finishBeam, type Hypothesis, lengthNormalized, stopReasonOf } from "./hypothesis.ts";
import { type Candidate, TopCandidates } from "./top-candidates.ts";

/**
 * Searches for the most probable texts that go on from `prompt`, the best first.
 *
 * At every token the `beams` most probable unfinished texts are kept, with the state of each; a text that ends
 * among them is set aside under its length-normalised score. The search is over when no unfinished text can
 * still get a better score than the `count` best finished ones. Filters ban tokens and do not renormalise: a
 * log-probability is always the model's own.
 *
 * @returns `count` texts, fewer where so few exist.
 * @throws RangeError or TypeError when an option is wrong, the tokenizer is not the model's, or every token is
 * banned; the reason of `signal` when it is aborted.
 */
export async function beamSearch(
  model: GenerationModel,
  tokenizer: GenerationTokenizer,
  prompt: string,
  options: BeamSearchOptions = {},
): Promise<Beam[]> {
  const plan = planBeamSearch(model, tokenizer, options);
  const promptTokenIds = tokenizer.encode(prompt);
  const pause = createPause(options.signal);
  const memory = Memory.start(model, options);
  try {
    await memory.read(promptTokenIds, pause);
    memory.predict();
    let live: Hypothesis[] = [{ tokenIds: [], logProbability: 0 }];
    let finished: Beam[] = [];
    for (;;) {
      await pause();
      const parents: number[] = [];
      const next: Hypothesis[] = [];
      for (const { beam, tokenId, logProbability } of bestCandidates(memory, live, promptTokenIds, plan)) {
        if (next.length === plan.beams) break;
        const hypothesis = { tokenIds: [...live[beam].tokenIds, tokenId], logProbability };
        const stopReason = stopReasonOf(tokenizer, hypothesis, plan);
        if (stopReason === undefined) {
          next.push(hypothesis);
          parents.push(beam);
        } else finished.push(finishBeam(tokenizer, hypothesis, stopReason, plan));
      }
      finished = finished.sort((a, b) => b.score - a.score).slice(0, plan.count);
      live = next;
      if (isOver(live, finished, plan)) break;
      memory.select(parents);
      memory.step(Int32Array.from(live, ({ tokenIds }) => tokenIds[tokenIds.length - 1]));
    }
    if (finished.length === 0) {
      throw new RangeError("beamSearch: expected a token to choose from, got every one banned");
    }
    return finished;
  } finally {
    memory.dispose();
  }
}

/** The continuations of all live texts, the most probable first: enough that `beams` of them can go on. */
function bestCandidates(
  memory: Memory,
  live: readonly Hypothesis[],
  promptTokenIds: Int32Array,
  plan: BeamSearchPlan,
): readonly Candidate[] {
  const endings = plan.stopTokenIds.length + (plan.stops.length > 0 ? 1 : 0);
  const best = new TopCandidates(plan.beams * (1 + endings));
  for (const [beam, { tokenIds, logProbability }] of live.entries()) {
    const logits = memory.logits(beam);
    const normalizer = logSumExp(logits);
    if (!Number.isFinite(normalizer)) {
      throw new RangeError(`beamSearch: expected finite logits, got a log-sum-exp of ${normalizer}`);
    }
    if (plan.noRepeatNgram > 0) {
      applyNoRepeatNgram(logits, plan.noRepeatNgram, [...promptTokenIds, ...tokenIds]);
    }
    applyBannedTokens(logits, plan.bannedTokenIds);
    for (let tokenId = 0; tokenId < logits.length; tokenId++) {
      const candidate = logProbability + (logits[tokenId] - normalizer);
      if (best.accepts(candidate)) best.offer({ beam, tokenId, logProbability: candidate });
    }
  }
  return best.list();
}

/** Whether no live text can still enter the `count` best: probabilities only fall, scores at most by length. */
function isOver(live: readonly Hypothesis[], finished: readonly Beam[], plan: BeamSearchPlan): boolean {
  if (live.length === 0) return true;
  if (finished.length < plan.count) return false;
  const worst = finished[finished.length - 1].score;
  const [{ tokenIds, logProbability }] = live;
  const bestLength = plan.lengthPenalty >= 0 ? plan.maxTokens : tokenIds.length + 1;
  return lengthNormalized(logProbability, bestLength, plan.lengthPenalty) <= worst;
}
