import { flush } from "./flush.ts";
import type { ReferenceOperation } from "./index.ts";

/** Stochastic gradient descent; where the velocity is absent, without momentum. */
export const referenceSgdUpdate: ReferenceOperation<"sgdUpdate"> = (given, memory) => {
  const view = (offset: number) => memory.float32(offset, given.count);
  const parameters = view(given.parameter);
  const newParameters = view(given.newParameter);
  const velocities = given.velocity === 0 ? undefined : view(given.velocity);
  const newVelocities = view(given.newVelocity);
  view(given.gradient).forEach((unscaled, index) => {
    const gradient = unscaled * given.gradientScale;
    let change = gradient;
    if (velocities !== undefined) {
      const velocity = flush(given.momentum * velocities[index] + gradient);
      newVelocities[index] = velocity;
      change = given.nesterov ? gradient + given.momentum * velocity : velocity;
    }
    newParameters[index] = parameters[index] - given.learningRate * change;
  });
};
