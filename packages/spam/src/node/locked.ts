import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** After so long without a sign of life its holder is taken for dead. */
const STALE_MILLISECONDS = 5000;
/** Together far longer than that: a minute or so. */
const RETRIES = { retries: 300, factor: 1.2, minTimeout: 10, maxTimeout: 200 };

/**
 * Runs `work` while no other process does the same for `path`.
 *
 * @param work is given a check that throws when the lock was lost meanwhile, such as to a sleep of the machine.
 * @throws Error that names the file when others hold it for a minute.
 */
export async function locked<Result>(
  path: string,
  work: (check: () => void) => Promise<Result>,
): Promise<Result> {
  const { lock } = await import("proper-lockfile");
  await mkdir(dirname(path), { recursive: true });
  let lost: Error | undefined;
  const release = await lock(path, {
    // The file may not be there yet.
    realpath: false,
    stale: STALE_MILLISECONDS,
    retries: RETRIES,
    onCompromised: (error) => {
      lost = error;
    },
  }).catch((cause) => {
    throw new Error(`expected ${path} to be free within a minute, got: ${cause.message}`, { cause });
  });
  try {
    return await work(() => {
      if (lost !== undefined) throw new Error(`lost the lock of ${path}: ${lost.message}`, { cause: lost });
    });
  } finally {
    // A lock that was lost is another's.
    await release().catch(() => {});
  }
}
