import type { SpawnSyncOptions, SpawnSyncReturns } from "node:child_process";

export declare const repository: string;
export declare const pinnedPnpm: string;
export declare function runPnpm(
  args: string[],
  options?: SpawnSyncOptions,
): SpawnSyncReturns<string | NonSharedBuffer>;
