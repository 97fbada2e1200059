export { exportKeras, exportTorch } from "./export-weights.ts";
export { importKeras } from "./import-keras.ts";
export { importTorch } from "./import-torch.ts";
export { loadModelFolder, saveModelFolder } from "./model-folder.ts";
