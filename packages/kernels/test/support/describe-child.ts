// What runs in this process, after some of what it could have was taken away; prints it as JSON.
import { createKernels } from "../../src/node/index.ts";
import { MANY, squares } from "./small-command.ts";

for (const name of process.argv.slice(2)) Reflect.deleteProperty(globalThis, name);

try {
  const kernels = await createKernels({ threads: 3 });
  const { build, threads, skipped } = kernels;
  console.log(JSON.stringify({ build, threads, skipped, isRight: squares(kernels, MANY) === 9 * MANY }));
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
}
