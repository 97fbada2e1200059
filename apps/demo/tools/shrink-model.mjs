// Makes a built-in model of the page from a run of engram-lm: a byte a weight, with the run's card.
//   node apps/demo/tools/shrink-model.mjs RUN apps/demo/models/NAME
import { chooseBackend } from "@engram/backend/node";
import { loadModelFolder, saveModelFolder } from "@engram/lstm-core/node";

const [run, folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("expected the folder of a run and the folder to write");
await chooseBackend();
await saveModelFolder(folder, { ...(await loadModelFolder(run)), precision: "int8" });
