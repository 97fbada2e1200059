/**
 * A weighted mean of a stream of numbers, with compensated summation: the error stays near one rounding
 * however many numbers come. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
 * Summen", 1974.
 */
export class MeanAccumulator {
  private sum = 0;
  private lost = 0;
  private weights = 0;

  /**
   * Adds a value that stands for `weight` items, as a mean loss over a batch of that many tokens does.
   *
   * @throws RangeError when the value is not finite, or the weight is not finite or negative.
   */
  add(value: number, weight = 1): this {
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`MeanAccumulator.add: expected a finite weight of 0 or more, got ${weight}`);
    }
    const term = value * weight;
    if (!Number.isFinite(term)) {
      throw new RangeError(`MeanAccumulator.add: expected a finite value, got ${value} of weight ${weight}`);
    }
    const sum = this.sum + term;
    this.lost += Math.abs(this.sum) >= Math.abs(term) ? this.sum - sum + term : term - sum + this.sum;
    this.sum = sum;
    this.weights += weight;
    return this;
  }

  /** Sum of the values times their weights. */
  get total(): number {
    return this.sum + this.lost;
  }

  /** Sum of the weights. */
  get weight(): number {
    return this.weights;
  }

  /** @throws RangeError when nothing of positive weight was added. */
  get mean(): number {
    if (this.weights === 0) {
      throw new RangeError("MeanAccumulator.mean: expected a positive weight in all, got 0");
    }
    return this.total / this.weights;
  }
}
