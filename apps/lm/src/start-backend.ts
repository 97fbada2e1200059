import { type BackendChoice, describeBackend } from "@engram/backend";
import { chooseBackend } from "@engram/backend/node";

export interface StartedBackend extends BackendChoice {
  /** Whether the user asked for it, by the option or by ENGRAM_BACKEND. */
  readonly isAskedFor: boolean;
}

/** Starts the best backend, or the one named, and says on stderr which runs and why. */
export async function startBackend(backend: string | undefined): Promise<StartedBackend> {
  const choice = await chooseBackend(backend === undefined ? {} : { backend });
  console.error(describeBackend(choice));
  return { ...choice, isAskedFor: Boolean(backend ?? process.env.ENGRAM_BACKEND) };
}
