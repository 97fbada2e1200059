import { library } from "@engram/tools/tsup-preset";
export default library({
  entry: { cli: "src/cli.ts", child: "src/child/child.ts" },
  format: ["esm"],
  dts: false,
});
