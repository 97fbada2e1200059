export { createFolderCheckpoints, type FolderCheckpointsOptions } from "./folder-checkpoints.ts";
export { type Interruption, interruptSignal } from "./interrupt-signal.ts";
