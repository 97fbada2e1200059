import { readFileSync } from "node:fs";

/** The largest resident memory that this process has had, in bytes. */
export function peakBytes(): number {
  try {
    // The system's own count begins with what the parent had, this one when the program was loaded.
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    if (line !== null) return Number(line[1]) * 1024;
  } catch {
    // Only Linux has it.
  }
  return process.resourceUsage().maxRSS * 1024;
}
