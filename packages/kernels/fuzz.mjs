// Random operations, sizes, strides and lengths, in every build and on several threads, against the reference.
//   node fuzz.mjs [--seconds 60] [--seed N] [--threads 1,2,4] [--builds a,b] [--operations a,b]
import { parseArgs } from "node:util";
import { importSource } from "./build-tools/bundle-source.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string" },
    threads: { type: "string", default: "1,2,4" },
    builds: { type: "string" },
    operations: { type: "string" },
  },
});
const { fuzz } = await importSource("test/support/fuzz-run.ts");
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
console.log(`seed ${seed}`);
const { cases, running, failure } = await fuzz({
  seconds: Number(values.seconds),
  seed,
  threads: values.threads.split(",").map(Number),
  builds: values.builds?.split(","),
  operations: values.operations?.split(","),
});
if (failure !== undefined) {
  const { operation, build, threads, label, what } = failure;
  console.error(`${operation} on ${build} with ${threads} threads: ${what}\n${label}`);
  const among = values.operations === undefined ? "" : ` --operations ${values.operations}`;
  console.error(`again: node fuzz.mjs --seconds 0 --seed ${failure.seed}${among}`);
  process.exitCode = 1;
} else {
  console.log(`${cases} cases agree: ${running.join("; ")}`);
}
