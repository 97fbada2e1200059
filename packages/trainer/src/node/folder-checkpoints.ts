import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoint, CheckpointCodec, CheckpointKind, CheckpointStore } from "../checkpoint.ts";
import { checkpointHash } from "./checkpoint-hash.ts";
import { removeLeftovers, writeFileAtomic } from "./write-file-atomic.ts";

/** Not `sha256`: a codec may keep that name for a hash of its own, as `encodeSafetensors` does. */
const HASH = "checkpointSha256";

const KINDS: readonly CheckpointKind[] = ["last", "best"];

export interface FolderCheckpointsOptions {
  /** What the files' names end with, after `last.` and `best.`. Default "safetensors". */
  readonly extension?: string;
}

/**
 * Checkpoints as files of a folder, which is made at the first save and belongs to one run at a time.
 *
 * A file is replaced as a whole, so that one which was once saved can be read whenever the process or the machine
 * stops. It carries a SHA-256 of its contents.
 *
 * @param codec `encodeSafetensors` and `decodeSafetensors` of `@engram/lstm-core` are one.
 * @throws Error, from `save` and `load`, that names the file and what is wrong with it.
 */
export function createFolderCheckpoints(
  directory: string,
  codec: CheckpointCodec,
  { extension = "safetensors" }: FolderCheckpointsOptions = {},
): CheckpointStore {
  const pathOf = (kind: CheckpointKind) => join(directory, `${kind}.${extension}`);
  let prepared = false;

  async function prepare(): Promise<void> {
    await mkdir(directory, { recursive: true });
    for (const kind of KINDS) await removeLeftovers(pathOf(kind));
    prepared = true;
  }

  return {
    async save(kind, checkpoint) {
      const path = pathOf(kind);
      const metadata = { ...checkpoint.metadata, [HASH]: checkpointHash(checkpoint) };
      const bytes = codec.encode({ ...checkpoint.arrays }, metadata);
      try {
        if (!prepared) await prepare();
        await writeFileAtomic(path, bytes);
      } catch (cause) {
        throw new Error(
          `createFolderCheckpoints: expected to write ${path}, got ${(cause as Error).message}; ` +
            "the checkpoint saved before is intact",
          { cause },
        );
      }
    },

    async load(kind) {
      const path = pathOf(kind);
      const bytes = await readIfThere(path);
      return bytes && decode(path, bytes, codec);
    },
  };
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`createFolderCheckpoints: expected to read ${path}, got ${(cause as Error).message}`, {
      cause,
    });
  }
}

function decode(path: string, bytes: Uint8Array, codec: CheckpointCodec): Checkpoint {
  let checkpoint: Checkpoint;
  let expected: string | undefined;
  try {
    const { arrays, metadata } = codec.decode(bytes);
    const { [HASH]: hash, ...rest } = metadata;
    expected = hash;
    checkpoint = { arrays, metadata: rest };
  } catch (cause) {
    throw damaged(path, (cause as Error).message, cause);
  }
  const hash = checkpointHash(checkpoint);
  if (hash !== expected) throw damaged(path, `SHA-256 ${hash} instead of ${expected}`);
  return checkpoint;
}

function damaged(path: string, how: string, cause?: unknown): Error {
  return new Error(`createFolderCheckpoints: expected a whole checkpoint in ${path}, got ${how}`, { cause });
}
