import { library } from "@engram/tools/tsup-preset";
export default library({ entry: { cli: "src/cli.ts" }, format: ["esm"], dts: false });
