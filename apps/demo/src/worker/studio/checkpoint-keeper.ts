import { createMemoryCheckpoints } from "@engram/trainer";
import type { RunStore } from "./run-store.ts";
import type { TrainingSessionOptions } from "./training-session.ts";

/** Where the checkpoints of a training are kept. */
export type CheckpointKeeper = Pick<TrainingSessionOptions, "keep" | "unsaved">;

/** Keeps them in the browser, also when the page is closed. */
export function keepInStore(store: RunStore): CheckpointKeeper {
  return { keep: (journal) => store.checkpoints(journal) };
}

/** Keeps them as long as the page is open. @param unsaved why for no longer. */
export function keepInMemory(unsaved: string | undefined): CheckpointKeeper {
  const checkpoints = createMemoryCheckpoints();
  return { keep: () => checkpoints, unsaved };
}
