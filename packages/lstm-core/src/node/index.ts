export { exportKeras, exportTorch } from "./export-weights.ts";
export { importKeras } from "./import-keras.ts";
export { importTorch } from "./import-torch.ts";
export { loadModelFolder } from "./load-model-folder.ts";
export { saveModelFolder } from "./save-model-folder.ts";
export { writeFileWhole } from "./write-file-whole.ts";
