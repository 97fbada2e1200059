export { loadModelFolder, saveModelFolder } from "./model-folder.ts";
