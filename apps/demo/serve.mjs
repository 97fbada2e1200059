// Serves the built page on this machine alone, with the headers that isolate it:
//   node apps/demo/serve.mjs [--port 4173]

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { preview } from "vite";

const { values } = parseArgs({ options: { port: { type: "string", default: "4173" } } });
const port = Number(values.port);
if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) {
  throw new RangeError(`serve: expected a port in [0, 65535], got ${values.port}`);
}
const server = await preview({
  root: fileURLToPath(new URL(".", import.meta.url)),
  preview: { port, host: "127.0.0.1" },
});
console.log("The demo is at:");
server.printUrls();
console.log("Ctrl-C ends it.");
