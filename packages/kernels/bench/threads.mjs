// What a command costs beside its work: its call, the division among threads, and the waking of idle ones.
//   node bench/threads.mjs [--builds native-avx512,wasm-relaxed] [--threads 1,2,4]
import { parseArgs } from "node:util";
import { importSource } from "../build-tools/bundle-source.mjs";

const { values } = parseArgs({
  options: {
    builds: { type: "string", default: "native-avx512,native-avx2,wasm-relaxed" },
    threads: { type: "string", default: "1,2,4" },
  },
});
const { createKernels } = await importSource("src/node/index.ts");

// Numbers: for one thread alone, the fewest that are divided, and enough for some tens of microseconds.
const [SMALL, FEWEST, MANY] = [16, 2 ** 14, 2 ** 18];
const GAPS = [0, 20, 200, 2000];

console.log(`us a command, of ${SMALL}, ${FEWEST} and ${MANY} numbers, the last after a gap of so many us`);
console.log(`${" ".repeat(44)}${GAPS.map((gap) => String(gap).padStart(8)).join("")}`);
for (const build of values.builds.split(",")) {
  for (const threads of values.threads.split(",").map(Number)) {
    let kernels;
    try {
      kernels = await createKernels({ build, threads });
    } catch (error) {
      console.log(`${build}: ${error.message}`);
      break;
    }
    const input = kernels.heap.allocate(4 * MANY);
    const output = kernels.heap.allocate(4 * MANY);
    kernels.heap.float32(input, MANY).fill(0.5);
    const command = (count) => () => kernels.run("unary", { kind: 0, input, output, count });
    const small = measure(command(SMALL), 0, 400);
    const fewest = measure(command(FEWEST), 0, 100);
    const many = GAPS.map((gap) => measure(command(MANY), gap, gap > 0 ? 1 : 20));
    const name = `${build}, ${threads}`.padEnd(28);
    const numbers = [small.toFixed(2), fewest.toFixed(2), ...many.map((each) => each.toFixed(1))];
    console.log(name + numbers.map((each) => each.padStart(8)).join(""));
    kernels.dispose();
  }
}

/** Median over rounds of the microseconds of one call, `gap` microseconds after the one before. */
function measure(call, gap, repeats) {
  const rounds = [];
  const end = performance.now() + 250;
  while (performance.now() < end) {
    const idle = performance.now() + gap / 1000;
    while (performance.now() < idle);
    const start = performance.now();
    for (let repeat = 0; repeat < repeats; repeat++) call();
    rounds.push((performance.now() - start) / repeats);
  }
  return 1000 * rounds.sort((a, b) => a - b)[rounds.length >> 1];
}
