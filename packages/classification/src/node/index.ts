export { loadTextClassifier, saveTextClassifier } from "./classifier-folder.ts";
