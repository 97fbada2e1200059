import { readFile, stat } from "node:fs/promises";

/**
 * The bytes of a file, or undefined where there is none.
 *
 * @param where what stands before the message of an error.
 * @param checkSize throws when the size is wrong, before anything is read.
 */
export async function readFileIfThere(
  path: string,
  where: string,
  checkSize: (bytes: number) => void,
): Promise<Uint8Array | undefined> {
  try {
    const stats = await stat(path);
    // A named pipe would never end.
    if (!stats.isFile()) throw new Error("expected a file, got a folder or a device");
    checkSize(stats.size);
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
  }
}
