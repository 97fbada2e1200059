import { describeBackend } from "@engram/backend";
import { chooseBackend } from "@engram/backend/node";

/** Starts the best backend, or the one named, and says on stderr which runs and why. */
export async function startBackend(backend: string | undefined): Promise<string> {
  const line = describeBackend(await chooseBackend(backend === undefined ? {} : { backend }));
  console.error(line);
  return line;
}
