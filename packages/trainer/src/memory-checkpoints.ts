import type { Checkpoint, CheckpointKind, CheckpointStore } from "./checkpoint.ts";

/** Checkpoints that last as long as the page or process. */
export function createMemoryCheckpoints(): CheckpointStore {
  const kept = new Map<CheckpointKind, Checkpoint>();
  return {
    async save(kind, checkpoint) {
      kept.set(kind, copy(checkpoint));
    },
    async load(kind) {
      const checkpoint = kept.get(kind);
      return checkpoint && copy(checkpoint);
    },
  };
}

function copy({ arrays, metadata }: Checkpoint): Checkpoint {
  return {
    arrays: Object.fromEntries(
      Object.entries(arrays).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
    ),
    metadata: { ...metadata },
  };
}
