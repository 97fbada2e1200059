import { library } from "@engram/tools/tsup-preset";
export default library({
  entry: { cli: "src/cli.ts", "predict-worker": "src/serve/predict-worker.ts" },
  format: ["esm"],
  dts: false,
});
