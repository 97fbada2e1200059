import { randomUUID } from "node:crypto";
import { open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import envPaths from "env-paths";
import type { FeedbackStore } from "../filter/feedback-store.ts";
import { locked } from "./locked.ts";

/** Several times what 500 corrections of a large model take. */
const MAXIMUM_BYTES = 64 * 2 ** 20;

/**
 * Keeps corrections in a JSON file that only its owner may read. Several processes may use one file: each change is made
 * under a lock on what the others left, and the file is whole at any moment, also when a process is killed.
 *
 * @param path default: what the environment variable ENGRAM_SPAM_FEEDBACK holds, else `spam-feedback.json` in the user's
 *   data folder, such as `~/.local/share/engram`.
 */
export function fileFeedback(path: string = defaultPath()): FeedbackStore {
  return {
    name: path,
    load: () => readJson(path),
    update: (change) =>
      locked(path, async (check) => {
        const text = `${JSON.stringify(change(await readJson(path)))}\n`;
        await removeLeftovers(path);
        await replaceFile(path, text, check);
      }),
    clear: () =>
      locked(path, async () => {
        await rm(path, { force: true });
        await removeLeftovers(path);
      }),
  };
}

function defaultPath(): string {
  return (
    process.env.ENGRAM_SPAM_FEEDBACK || join(envPaths("engram", { suffix: "" }).data, "spam-feedback.json")
  );
}

async function readJson(path: string): Promise<unknown> {
  try {
    const { size } = await stat(path);
    if (size > MAXIMUM_BYTES) throw new RangeError(`expected at most ${MAXIMUM_BYTES} bytes, got ${size}`);
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new Error(`fileFeedback: ${path}: ${message}; spam.forget() removes the file`, { cause });
  }
}

/**
 * Temporary file, fsync, rename, fsync of the folder.
 *
 * Not `write-file-atomic`: version 7 takes a write that a full disk cut short for a whole one, and 8 needs Node 22.
 */
async function replaceFile(path: string, text: string, check: () => void): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { flush: true, mode: 0o600 });
    check();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // Windows cannot flush a folder and need not.
  if (process.platform === "win32") return;
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What killed saves left. */
async function removeLeftovers(path: string): Promise<void> {
  const isLeftover = (name: string) => name.startsWith(`.${basename(path)}.`) && name.endsWith(".tmp");
  const names = (await readdir(dirname(path))).filter(isLeftover);
  await Promise.all(names.map((name) => rm(join(dirname(path), name), { force: true })));
}
