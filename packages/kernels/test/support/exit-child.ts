// Starts kernels and ends without a word to their threads; prints what keeps the process alive, as JSON.
import { createKernels } from "../../src/node/index.ts";
import { MANY, squares } from "./small-command.ts";

const [when] = process.argv.slice(2);
const several = await Promise.all(
  (["wasm-simd", "wasm-relaxed", undefined] as const).map((build) => createKernels({ build, threads: 3 })),
);
const sums = several.map((kernels) => squares(kernels, MANY));
if (when === "disposed") {
  for (const kernels of several) kernels.dispose();
  await new Promise((resolve) => setTimeout(resolve, 500));
}
const handles = process.getActiveResourcesInfo().filter((name) => !/TTY|Pipe|FSReq/.test(name));
console.log(JSON.stringify({ sums, handles }));
if (when === "exit") process.exit(0);
