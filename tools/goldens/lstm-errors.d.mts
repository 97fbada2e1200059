import type { GoldenLstm } from "@engram/test-utils";

export function lstmErrors(
  libraries: { tf: unknown; lstmSequence: unknown },
  golden: GoldenLstm,
): Promise<Record<string, number>>;
