import { flush } from "./flush.ts";
import type { ReferenceOperation } from "./index.ts";

/** Adam with decoupled weight decay; `adamFactors` makes the factors. */
export const referenceAdamUpdate: ReferenceOperation<"adamUpdate"> = (given, memory) => {
  const view = (offset: number) => memory.float32(offset, given.count);
  const parameters = view(given.parameter);
  const firsts = view(given.firstMoment);
  const seconds = view(given.secondMoment);
  const newParameters = view(given.newParameter);
  const newFirsts = view(given.newFirstMoment);
  const newSeconds = view(given.newSecondMoment);
  view(given.gradient).forEach((unscaled, index) => {
    const gradient = unscaled * given.gradientScale;
    const first = flush(given.beta1 * firsts[index] + given.beta1Rest * gradient);
    const second = flush(given.beta2 * seconds[index] + given.beta2Rest * gradient ** 2);
    const change = (given.stepSize * first) / (Math.sqrt(second) + given.epsilon);
    newParameters[index] = given.kept * parameters[index] - change;
    newFirsts[index] = first;
    newSeconds[index] = second;
  });
};
