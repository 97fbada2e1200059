import { startNodeWorker } from "../../src/node/node-worker.ts";
import type { StartWorker } from "../../src/start-worker.ts";
import { WORKER_PROGRAM } from "../../src/worker-program.ts";

const RUN = "run(command, thread, 1, seen);";

/** Takes a part of the first phase, in the place of `run`, and does not do it. */
const TAKE =
  "const left = new BigUint64Array(memory.buffer, command + 96, 1); if (left[0] & 0xffffffffn) { Atomics.sub(left, 0, 1n); ";

const MISDEEDS = {
  hangs: `${TAKE} Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); }`,
  exits: `${TAKE} process.exit(3); }`,
  traps: `${TAKE} throw new WebAssembly.RuntimeError("unreachable"); }`,
};

/** Workers that do something bad as soon as they have taken a part of a command. */
export function startWorkerThat(misdeed: keyof typeof MISDEEDS): StartWorker {
  if (!WORKER_PROGRAM.includes(RUN)) throw new Error("the worker's program runs commands in another way now");
  const program = WORKER_PROGRAM.replace(RUN, MISDEEDS[misdeed]);
  return (orders) => startNodeWorker(orders, program);
}
