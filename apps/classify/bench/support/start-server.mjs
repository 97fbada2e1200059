import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../bin/engram-classify.mjs", import.meta.url));

/** Starts `engram-classify serve` on a free port; `stop` ends it gracefully and gives its exit code. */
export async function startServer(directory, flags = []) {
  const child = spawn(process.execPath, [CLI, "serve", directory, "--port", "0", ...flags]);
  let said = "";
  const url = await new Promise((resolve, reject) => {
    child.stderr.on("data", (chunk) => {
      said += chunk;
      const found = /listening on (http:\S+)\n/.exec(said);
      if (found !== null) resolve(found[1]);
    });
    child.once("exit", () => reject(new Error(said)));
  });
  return {
    url,
    async residentMebibytes() {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return Number(/^process_resident_memory_bytes (\S+)$/m.exec(metrics)[1]) / 2 ** 20;
    },
    async stop() {
      child.kill("SIGTERM");
      const [code] = await once(child, "exit");
      return code;
    },
  };
}
