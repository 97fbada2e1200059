import type { DecodingJob } from "./job.ts";

/** One token at a time with sampling: one layer and two, in float32 and in int8. */
export const DECODING_JOBS: readonly DecodingJob[] = [128, 512].flatMap((hiddenSize) =>
  [1, 2].flatMap((layers) =>
    [false, true].map((int8) => ({
      kind: "decoding" as const,
      name: `token-h${hiddenSize}-l${layers}-${int8 ? "int8" : "float32"}`,
      isScaling: false,
      threads: null,
      vocabularySize: 60,
      hiddenSize,
      layers,
      int8,
    })),
  ),
);
