import * as tf from "@tensorflow/tfjs-core";

/** What one update needs besides the gradients. */
export interface UpdateContext {
  readonly learningRate: number;
  /** Number of this update, from 1. */
  readonly update: number;
  /** Multiplies every gradient: clipping and the mean over accumulated batches in one factor. */
  readonly gradientScale: number;
  /** By parameter what multiplies the learning rate; 1 for those that are not named. */
  readonly rateFactors?: Readonly<Record<string, number>>;
}

/**
 * Changes the parameters it was bound to.
 *
 * A parameter without a gradient in `gradients` stays as it is, and so do its slots.
 */
export interface Optimizer {
  /** What it remembers between updates, such as `momentum.output.kernel`; checkpoints hold them. */
  readonly slots: Readonly<Record<string, tf.Variable>>;
  update(gradients: tf.NamedTensorMap, context: UpdateContext): void;
  dispose(): void;
}

/** An optimiser's name and settings; `bind` makes its slots for the parameters of one model. */
export interface OptimizerRecipe {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | boolean>>;
  bind(parameters: Readonly<Record<string, tf.Variable>>): Optimizer;
}

/** One zero-filled, untrainable variable for each parameter, by the parameter's name. */
export function createSlots(
  parameters: Readonly<Record<string, tf.Variable>>,
): Readonly<Record<string, tf.Variable>> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      tf.tidy(() => tf.variable(tf.zeros(parameter.shape), false)),
    ]),
  );
}

/** The slots of several kinds as one record: `{ first: { kernel } }` becomes `{ "first.kernel" }`. */
export function nameSlots(
  kinds: Readonly<Record<string, Readonly<Record<string, tf.Variable>>>>,
): Record<string, tf.Variable> {
  const named: Record<string, tf.Variable> = {};
  for (const [kind, slots] of Object.entries(kinds)) {
    for (const [name, slot] of Object.entries(slots)) named[`${kind}.${name}`] = slot;
  }
  return named;
}

/** Runs `step` with its own learning rate for each parameter that has a gradient, in a tidy of its own. */
export function updateEach(
  parameters: Readonly<Record<string, tf.Variable>>,
  gradients: tf.NamedTensorMap,
  { learningRate, rateFactors }: UpdateContext,
  step: (name: string, parameter: tf.Variable, gradient: tf.Tensor, learningRate: number) => void,
): void {
  for (const [name, parameter] of Object.entries(parameters)) {
    const gradient = gradients[name];
    if (gradient === undefined) continue;
    tf.tidy(() => step(name, parameter, gradient, learningRate * (rateFactors?.[name] ?? 1)));
  }
}

/** `gradient * scale`, or the gradient itself where that is the same. */
export function scaleGradient(gradient: tf.Tensor, scale: number): tf.Tensor {
  return scale === 1 ? gradient : tf.mul(gradient, scale);
}
