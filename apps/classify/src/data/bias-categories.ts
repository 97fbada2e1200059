import type { BiasCategory } from "@engram/classification";

/** `BIAS_CATEGORIES` of @engram/classification, for help texts that must not load it. */
export const CATEGORIES = [
  "gender",
  "origin",
  "nationality",
  "religion",
] as const satisfies readonly BiasCategory[];
