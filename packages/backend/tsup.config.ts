import { library } from "@engram/tools/tsup-preset";
// import.meta.url in CommonJS too: optional packages are looked up from here.
export default library({ shims: true });
