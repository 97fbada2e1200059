/** How many of the likeliest next tokens are told. */
export const TOP = 3;

/** What a model expected after each of T tokens, and how what came surprised it. */
export interface Predictions {
  /** [T]: -ln p of the token after it; NaN where none comes. */
  readonly nats: Float32Array;
  /** [T,3]: the likeliest next tokens, the likeliest first; -1 where the vocabulary has no more. */
  readonly topIds: Int32Array;
  /** [T,3]: their probabilities. */
  readonly topProbabilities: Float32Array;
}

/**
 * Reads predictions off logits [T,V].
 *
 * @param targets [T]: the token that came after each; -1 where none does.
 */
export function readPredictions(logits: Float32Array, targets: ArrayLike<number>): Predictions {
  const steps = targets.length;
  const size = logits.length / steps;
  const nats = new Float32Array(steps);
  const topIds = new Int32Array(steps * TOP).fill(-1);
  const topProbabilities = new Float32Array(steps * TOP);
  for (let step = 0; step < steps; step++) {
    const row = logits.subarray(step * size, (step + 1) * size);
    const top = likeliest(row);
    const highest = row[top[0]];
    let sum = 0;
    for (let token = 0; token < size; token++) sum += Math.exp(row[token] - highest);
    const logSum = highest + Math.log(sum);
    nats[step] = targets[step] < 0 ? Number.NaN : logSum - row[targets[step]];
    top.forEach((token, place) => {
      topIds[step * TOP + place] = token;
      topProbabilities[step * TOP + place] = Math.exp(row[token] - logSum);
    });
  }
  return { nats, topIds, topProbabilities };
}

/** The indices of the `TOP` largest, the largest first. */
function likeliest(row: Float32Array): number[] {
  const top: number[] = [];
  for (let token = 0; token < row.length; token++) {
    if (top.length === TOP && row[token] <= row[top[TOP - 1]]) continue;
    let place = top.length;
    while (place > 0 && row[token] > row[top[place - 1]]) place--;
    top.splice(place, 0, token);
    if (top.length > TOP) top.pop();
  }
  return top;
}
