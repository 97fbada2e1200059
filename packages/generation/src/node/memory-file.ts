import { open } from "node:fs/promises";
import { writeFileWhole } from "@engram/lstm-core/node";

import type { ChatSession } from "../chat/chat-session.ts";

/** Far more than a state and a large cache; a longer file is none of ours. */
const MAXIMUM_BYTES = 2 ** 30;

/** Saves a session's memory to a file, whole or not at all (temporary file, fsync, rename). */
export async function saveMemoryFile(path: string, session: Pick<ChatSession, "saveMemory">): Promise<void> {
  await writeFileWhole(path, await session.saveMemory());
}

/**
 * Lets a session go on from a file that {@link saveMemoryFile} wrote.
 *
 * @throws Error that names the file and what is wrong with it; the session is then as it was.
 */
export async function loadMemoryFile(
  path: string,
  session: Pick<ChatSession, "restoreMemory">,
): Promise<void> {
  try {
    session.restoreMemory(await readLimited(path));
  } catch (error) {
    throw new Error(`loadMemoryFile: ${path}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

async function readLimited(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size > MAXIMUM_BYTES) throw new Error(`expected at most ${MAXIMUM_BYTES} bytes, got ${size}`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
