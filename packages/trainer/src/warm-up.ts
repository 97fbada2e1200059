import { requireInteger } from "./check.ts";
import type { Schedule } from "./schedule.ts";

/**
 * The first `steps` updates at a growing share of `schedule`: 1/steps, 2/steps, … of what it gives there.
 *
 * Wraps any schedule: `warmUp(cosine(2e-3), { steps: 100 })`. The wrapped one counts from the first update too.
 */
export function warmUp(schedule: Schedule, { steps }: { readonly steps: number }): Schedule {
  requireInteger("warmUp: steps", steps, 1);
  return (point) => schedule(point) * Math.min(1, (point.step + 1) / steps);
}
