import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { bundleSource } from "../../build-tools/bundle-source.mjs";

const run = promisify(execFile);

/** Bundles a script of test/support and runs it with Node. @returns what it printed, as JSON. */
export async function runChild(
  script: string,
  options: {
    readonly node?: readonly string[];
    readonly given?: readonly string[];
    readonly shell?: string;
  } = {},
): Promise<unknown> {
  const bundle = await bundleSource(`test/support/${script}`);
  const command = [process.execPath, ...(options.node ?? []), bundle, ...(options.given ?? [])];
  const { stdout } =
    options.shell === undefined
      ? await run(command[0], command.slice(1), { timeout: 60_000 })
      : await run("sh", ["-c", `${options.shell}; exec "$@"`, "sh", ...command], { timeout: 60_000 });
  return JSON.parse(stdout);
}
