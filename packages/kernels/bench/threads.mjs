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

const SMALL = 16;
const DIVIDED = 2 ** 18;
const GAPS = [0, 20, 200, 1000];

console.log("us a command                 small   divided, after a gap of (us)");
console.log(`build, threads                      ${GAPS.map((gap) => String(gap).padStart(9)).join("")}`);
for (const build of values.builds.split(",")) {
  for (const threads of values.threads.split(",").map(Number)) {
    let kernels;
    try {
      kernels = await createKernels({ build, threads });
    } catch (error) {
      console.log(`${build}: ${error.message}`);
      break;
    }
    const input = kernels.heap.allocate(4 * DIVIDED);
    const output = kernels.heap.allocate(4 * DIVIDED);
    kernels.heap.float32(input, DIVIDED).fill(0.5);
    const command = (count) => () => kernels.run("unary", { kind: 0, input, output, count });
    const small = measure(command(SMALL), 0, 400);
    const divided = GAPS.map((gap) => measure(command(DIVIDED), gap, gap > 0 ? 1 : 20));
    const name = `${build}, ${threads}`.padEnd(28);
    console.log(
      name +
        small.toFixed(2).padStart(6) +
        "  " +
        divided.map((each) => each.toFixed(1).padStart(9)).join(""),
    );
    kernels.dispose();
  }
}

/** Median over rounds of the microseconds of one call, `gap` microseconds after the one before. */
function measure(call, gap, repeats) {
  const rounds = [];
  const end = performance.now() + 700;
  while (performance.now() < end) {
    const idle = performance.now() + gap / 1000;
    while (performance.now() < idle);
    const start = performance.now();
    for (let repeat = 0; repeat < repeats; repeat++) call();
    rounds.push((performance.now() - start) / repeats);
  }
  return 1000 * rounds.sort((a, b) => a - b)[rounds.length >> 1];
}
