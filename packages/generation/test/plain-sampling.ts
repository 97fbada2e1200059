import type { SamplingOptions } from "../src/index.ts";

/** Each filter as its definition says, with sorts and sets, on plain numbers. */
export const plain = {
  repetitionPenalty: (logits: number[], penalty: number, tokenIds: number[]) =>
    logits.map((logit, id) => {
      if (!tokenIds.includes(id)) return logit;
      return logit < 0 ? logit * penalty : logit / penalty;
    }),

  noRepeatNgram: (logits: number[], size: number, tokenIds: number[]) => {
    const ngrams = new Set(tokenIds.map((_, start) => tokenIds.slice(start, start + size).join()));
    const ending = tokenIds.slice(tokenIds.length - size + 1);
    const complete = tokenIds.length >= size - 1;
    return logits.map((logit, id) =>
      complete && ngrams.has([...(size > 1 ? ending : []), id].join()) ? -Infinity : logit,
    );
  },

  topK: (logits: number[], k: number) => {
    const border = [...logits].sort((a, b) => b - a)[Math.min(k, logits.length) - 1];
    return logits.map((logit) => (logit >= border ? logit : -Infinity));
  },

  topP: (logits: number[], p: number) => {
    const probabilities = softmax(logits);
    const order = logits.map((_, id) => id).sort((a, b) => logits[b] - logits[a] || a - b);
    const kept = new Set<number>();
    let sum = 0;
    for (const id of order) {
      if (sum >= p - 1e-12) break;
      kept.add(id);
      sum += probabilities[id];
    }
    return logits.map((logit, id) => (kept.has(id) ? logit : -Infinity));
  },

  minP: (logits: number[], minP: number) => {
    const probabilities = softmax(logits);
    const border = minP * Math.max(...probabilities);
    return logits.map((logit, id) => (probabilities[id] >= border * (1 - 1e-12) ? logit : -Infinity));
  },
};

export function softmax(logits: readonly number[]): number[] {
  const maximum = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - maximum));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The distribution of the next token by the documented order of the filters. */
export function plainDistribution(logits: number[], tokenIds: number[], options: SamplingOptions): number[] {
  const { temperature = 1, topK = 0, topP = 1, minP = 0, repetitionPenalty = 1, noRepeatNgram = 0 } = options;
  const banned = Array.from(options.bannedTokenIds ?? []);
  let left = plain.repetitionPenalty(logits, repetitionPenalty, tokenIds);
  if (noRepeatNgram > 0) left = plain.noRepeatNgram(left, noRepeatNgram, tokenIds);
  left = left.map((logit, id) => (banned.includes(id) ? -Infinity : logit));
  if (temperature === 0) return left.map((_, id) => (id === left.indexOf(Math.max(...left)) ? 1 : 0));
  left = left.map((logit) => logit / temperature);
  if (topK > 0) left = plain.topK(left, topK);
  if (topP < 1) left = plain.topP(left, topP);
  if (minP > 0) left = plain.minP(left, minP);
  return softmax(left);
}
