import type { BackendChoice } from "./backend-choice.ts";

/** One line that says what runs, and why nothing better does. */
export function describeBackend({ runs, skipped }: BackendChoice): string {
  const reasons = skipped.map(({ runs: other, reason }) => `; not ${other}: ${reason}`);
  return `Backend: ${runs}${reasons.join("")}`;
}
