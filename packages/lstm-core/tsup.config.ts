import { copyFile } from "node:fs/promises";
import { library } from "@engram/tools/tsup-preset";
// The worker is a file of its own, which CommonJS finds by import.meta.url too.
export default library({
  shims: true,
  onSuccess: () => copyFile("src/node/h5-worker.js", "dist/h5-worker.js"),
});
