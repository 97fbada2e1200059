/**
 * The places where dropout acts, as `site` of `fillDropoutMask`: with the seed and the step, a site names
 * one mask. They are part of what makes a run repeatable: never renumber them.
 *
 * | site | place |
 * |---|---|
 * | 0 | whole words of the embedding |
 * | 1 | the first layer's input |
 * | 2 | what the output layer sees (in a classifier: the pooled features) |
 * | 8 + l | between the layers l and l + 1 |
 * | 128 + 2 l + d | the recurrent kernel of layer l in direction d (0 forward, 1 backward) |
 */
export const DROPOUT_SITES = {
  words: 0,
  input: 1,
  output: 2,
  afterLayer: (layer: number): number => 8 + layer,
  recurrentKernel: (layer: number, direction: number): number => 128 + 2 * layer + direction,
} as const;
