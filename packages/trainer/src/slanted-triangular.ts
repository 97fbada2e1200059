import { requireInteger, requireNumber } from "./check.ts";
import type { Schedule } from "./schedule.ts";

export interface SlantedTriangularOptions {
  /** Share of the run in which the rate rises, in (0, 1). Default 0.1. */
  readonly cut?: number;
  /** How many times smaller the lowest rate is. Default 32. */
  readonly ratio?: number;
  /** Updates of the whole triangle. Default: as long as the run. */
  readonly steps?: number;
}

/**
 * Rises in a line to `learningRate` over the first tenth of the run and falls in a line over the rest, between
 * `learningRate / ratio` and `learningRate` (ULMFiT, Howard and Ruder 2018).
 */
export function slantedTriangular(
  learningRate: number,
  { cut = 0.1, ratio = 32, steps }: SlantedTriangularOptions = {},
): Schedule {
  requireNumber("slantedTriangular: learningRate", learningRate, { above: 0 });
  requireNumber("slantedTriangular: cut", cut, { above: 0, below: 1 });
  requireNumber("slantedTriangular: ratio", ratio, { from: 1 });
  if (steps !== undefined) requireInteger("slantedTriangular: steps", steps, 1);
  return ({ step, progress }) => {
    const share = steps === undefined ? progress : Math.min(1, step / steps);
    const height = share < cut ? share / cut : (1 - share) / (1 - cut);
    return (learningRate * (1 + height * (ratio - 1))) / ratio;
  };
}
