import { readFileSync } from "node:fs";

/** A file that tools/metrics_fixtures.py wrote; NaN and infinite numbers are null there. */
export function readFixture<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8"));
}
