import { Worker } from "node:worker_threads";
import type { H5Group } from "../import/h5-tree.ts";

/**
 * Reads an HDF5 file in a thread of its own, whatever its bytes are.
 *
 * @throws when it is none, is damaged, or keeps the library busy for longer than `timeLimitSeconds`; by default 10 and
 * one more for each 10 MB, some ten times what a good file takes on a busy machine.
 */
export async function readH5(
  bytes: Uint8Array,
  { timeLimitSeconds = 10 + Math.ceil(bytes.length / 10_000_000) } = {},
): Promise<H5Group> {
  const worker = new Worker(new URL("./h5-worker.js", import.meta.url), {
    workerData: bytes,
    // Options of the program itself, such as --input-type, are not for a file.
    execArgv: [],
    // The library may print; nobody is to see it.
    stdout: true,
    stderr: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<H5Group>((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`it could not be read in ${timeLimitSeconds} s`)),
        timeLimitSeconds * 1000,
      );
      worker.once("message", resolve);
      worker.once("error", (error) => reject(new Error(reasonOf(error), { cause: error })));
      worker.once("exit", () => reject(new Error("the thread that read it ended")));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** Messages of the library are pages of C functions. */
function reasonOf({ message }: Error): string {
  return message.startsWith("expected ") ? message : "expected an HDF5 file, got a damaged or another one";
}
