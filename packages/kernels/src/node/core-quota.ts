import { readFileSync } from "node:fs";

/**
 * How many cores a container's quota is worth, rounded up: more threads than that are stopped for a while in
 * each period, and all others wait for them. Infinity without a quota.
 *
 * @param file of Linux' control groups: "QUOTA PERIOD" in microseconds, or "max PERIOD".
 */
export function coreQuota(file = "/sys/fs/cgroup/cpu.max"): number {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return Number.POSITIVE_INFINITY;
  }
  const [quota, period] = text.split(" ").map(Number);
  return quota > 0 && period > 0 ? Math.ceil(quota / period) : Number.POSITIVE_INFINITY;
}
