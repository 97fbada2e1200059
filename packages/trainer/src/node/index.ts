export { createFolderCheckpoints, type FolderCheckpointsOptions } from "./folder-checkpoints.ts";
export { type Interruption, interruptSignal } from "./interrupt-signal.ts";
export { jsonlLog } from "./jsonl-log.ts";
export { createProgress, type ProgressOptions } from "./progress.ts";
export { type TensorBoardLogOptions, tensorBoardLog } from "./tensor-board-log.ts";
