/** Points of a curve, oldest first. */
export interface CurvePoints {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** As many as a plot has room for. */
const MOST_POINTS = 600;

/**
 * A curve of any length in a bounded number of points: each is the mean of so many steps, and where there are too
 * many points, neighbours become one.
 */
export class AveragedCurve {
  private readonly steps: number[] = [];
  private readonly values: number[] = [];
  private stepsAPoint: number;
  private sum = 0;
  private count = 0;

  constructor({ steps, values }: CurvePoints = { steps: [], values: [] }) {
    this.steps.push(...steps);
    this.values.push(...values);
    this.stepsAPoint = Math.max(1, ...steps.slice(1).map((step, index) => step - steps[index]));
  }

  push(step: number, value: number): void {
    this.sum += value;
    this.count++;
    if (this.count < this.stepsAPoint) return;
    this.steps.push(step);
    this.values.push(this.sum / this.count);
    this.sum = 0;
    this.count = 0;
    if (this.steps.length > MOST_POINTS) this.halve();
  }

  points(): CurvePoints {
    return { steps: [...this.steps], values: [...this.values] };
  }

  private halve(): void {
    const { steps, values } = this;
    const half = Math.floor(steps.length / 2);
    for (let index = 0; index < half; index++) {
      steps[index] = steps[2 * index + 1];
      values[index] = (values[2 * index] + values[2 * index + 1]) / 2;
    }
    steps.length = half;
    values.length = half;
    this.stepsAPoint *= 2;
  }
}
