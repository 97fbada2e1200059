/**
 * A second memory that a score or a sampler may mix into the model's predictions, such as the neural
 * continuous cache of Grave, Joulin and Usunier 2017. One cache serves one row of text, in reading order.
 */
export interface PredictionCache {
  /**
   * The mixed ln p(target), given the model's, from what was observed so far.
   *
   * @param logProbability the model's ln p(target).
   * @param hidden [H], the last layer's output that the model predicts `target` from; a view to copy from.
   */
  mix(logProbability: number, hidden: Float32Array, target: number): number;
  /** Remembers that `target` followed `hidden` [H]; called once after each `mix`. */
  observe(hidden: Float32Array, target: number): void;
}
