import { flush } from "./flush.ts";
import type { ReferenceOperation } from "./index.ts";

/** RMSprop; where the velocity is absent, without momentum. */
export const referenceRmsPropUpdate: ReferenceOperation<"rmsPropUpdate"> = (given, memory) => {
  const view = (offset: number) => memory.float32(offset, given.count);
  const parameters = view(given.parameter);
  const squares = view(given.meanSquare);
  const newParameters = view(given.newParameter);
  const newSquares = view(given.newMeanSquare);
  const velocities = given.velocity === 0 ? undefined : view(given.velocity);
  const newVelocities = view(given.newVelocity);
  view(given.gradient).forEach((unscaled, index) => {
    const gradient = unscaled * given.gradientScale;
    const square = flush(given.decay * squares[index] + given.decayRest * gradient ** 2);
    let change = gradient / (Math.sqrt(square) + given.epsilon);
    if (velocities !== undefined) {
      change = flush(given.momentum * velocities[index] + change);
      newVelocities[index] = change;
    }
    newSquares[index] = square;
    newParameters[index] = parameters[index] - given.learningRate * change;
  });
};
