/** Adam's settings at one update; see `adamFactors`. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled (AdamW): a parameter loses the share `learningRate * weightDecay`; 0 for Adam. */
  readonly weightDecay: number;
  /** Number of this update, from 1. */
  readonly update: number;
}

/**
 * What `adamUpdate` multiplies by, the bias corrections included, for the whole update in float64: so a beta
 * near 1 and a large update number lose nothing.
 *
 * `parameter = kept * parameter - stepSize * m / (sqrt(v) + epsilon)` is Kingma and Ba's (2015) with
 * sqrt(v̂) + ε = (sqrt(v) + ε * root) / root.
 */
export function adamFactors({ learningRate, beta1, beta2, epsilon, weightDecay, update }: AdamSettings) {
  const root = Math.sqrt(1 - beta2 ** update);
  return {
    beta1,
    beta1Rest: 1 - beta1,
    beta2,
    beta2Rest: 1 - beta2,
    epsilon: epsilon * root,
    stepSize: (learningRate * root) / (1 - beta1 ** update),
    kept: 1 - learningRate * weightDecay,
  };
}
