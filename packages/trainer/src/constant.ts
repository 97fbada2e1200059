import { requireNumber } from "./check.ts";
import type { Schedule } from "./schedule.ts";

/** The same learning rate throughout. */
export function constant(learningRate: number): Schedule {
  requireNumber("constant: learningRate", learningRate, { above: 0 });
  return () => learningRate;
}
