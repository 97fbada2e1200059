import { requireInteger, requireNumber } from "./check.ts";
import type { Schedule } from "./schedule.ts";

export interface CosineOptions {
  /** The rate at the end. Default 0. */
  readonly floor?: number;
  /** Updates until the floor is reached. Default: as long as the run, by its limit of steps, epochs or minutes. */
  readonly steps?: number;
}

/** Half a cosine from `learningRate` down to `floor`, where it stays (Loshchilov and Hutter 2017, without restarts). */
export function cosine(learningRate: number, { floor = 0, steps }: CosineOptions = {}): Schedule {
  requireNumber("cosine: learningRate", learningRate, { above: 0 });
  requireNumber("cosine: floor", floor, { from: 0, to: learningRate });
  if (steps !== undefined) requireInteger("cosine: steps", steps, 1);
  return ({ step, progress }) => {
    const share = steps === undefined ? progress : Math.min(1, step / steps);
    return floor + ((learningRate - floor) * (1 + Math.cos(Math.PI * share))) / 2;
  };
}
