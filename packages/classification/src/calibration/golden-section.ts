const RATIO = (Math.sqrt(5) - 1) / 2;

/** Where a function with one minimum in [low, high] has it: every step leaves 0.618 of the interval. */
export function goldenSection(
  loss: (value: number) => number,
  [low, high]: readonly [number, number],
  steps: number,
): number {
  let [left, right] = [high - RATIO * (high - low), low + RATIO * (high - low)];
  let [leftLoss, rightLoss] = [loss(left), loss(right)];
  for (let step = 0; step < steps; step++) {
    if (leftLoss <= rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - RATIO * (high - low);
      leftLoss = loss(left);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + RATIO * (high - low);
      rightLoss = loss(right);
    }
  }
  return (low + high) / 2;
}
