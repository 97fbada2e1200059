export { loadMemoryFile, saveMemoryFile } from "./memory-file.ts";
