/** exp(logit) of each by their sum. */
export function softmax(logits: ArrayLike<number>): number[] {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < logits.length; index++) largest = Math.max(largest, logits[index]);
  const shares = new Array<number>(logits.length);
  let sum = 0;
  for (let index = 0; index < logits.length; index++) {
    shares[index] = Math.exp(logits[index] - largest);
    sum += shares[index];
  }
  for (let index = 0; index < logits.length; index++) shares[index] /= sum;
  return shares;
}
