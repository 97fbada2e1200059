/** Word indices of the block through which threads meet. */
export const CONTROL = { generation: 0, command: 1, active: 2, sleeping: 3, closing: 4 } as const;
export const CONTROL_BYTES = 64;

/** How a worker comes by the compiled code. */
export type WorkerCode =
  | { readonly kind: "wasm"; readonly module: WebAssembly.Module }
  | { readonly kind: "native"; readonly path: string; readonly instructionSet: string };

/** The first and only message that a worker gets. */
export interface WorkerOrders {
  readonly code: WorkerCode;
  readonly memory: WebAssembly.Memory;
  readonly control: number; // offset of the control block
  readonly stackTop: number; // offset; WebAssembly alone needs it
  readonly thread: number;
}

/**
 * The program of a worker, as text: run as it is by worker_threads and, from a Blob, by Web Workers, so that
 * no bundler has to know about it.
 *
 * It looks for a new command for some 50 us after the last one (waking a sleeping thread takes as long), then
 * sleeps until it is notified. `active` is raised before `command` is read: whoever withdraws the command
 * knows by it whether somebody may still be at work. A trap marks the command as failed and ends the worker.
 */
export const WORKER_PROGRAM = `
const node = typeof require === "function" && typeof process === "object" ? require("node:worker_threads") : undefined;
const post = (message) => (node ? node.parentPort.postMessage(message) : self.postMessage(message));
const SPINS = 4000;
async function load({ code, memory, stackTop }) {
  if (code.kind === "native") {
    const addon = require(code.path);
    const heap = addon.addressOf(new Uint8Array(memory.buffer));
    const build = addon[code.instructionSet];
    return { run: (...given) => build.run(heap, ...given), spin: (...given) => build.spin(heap, ...given) };
  }
  const { exports } = await WebAssembly.instantiate(code.module, { env: { memory, now: () => performance.now() } });
  exports.__stack_pointer.value = stackTop;
  return exports;
}
async function work(orders) {
  const { memory, control, thread } = orders;
  const { run, spin } = await load(orders);
  const words = new Int32Array(memory.buffer, control, 16);
  const generation = ${CONTROL.generation};
  let seen = 0;
  post("ready");
  while (Atomics.load(words, ${CONTROL.closing}) === 0) {
    spin(control + 4 * generation, seen, SPINS);
    if (Atomics.load(words, generation) === seen) {
      Atomics.add(words, ${CONTROL.sleeping}, 1);
      Atomics.wait(words, generation, seen);
      Atomics.sub(words, ${CONTROL.sleeping}, 1);
      continue;
    }
    Atomics.add(words, ${CONTROL.active}, 1);
    seen = Atomics.load(words, generation);
    const command = Atomics.load(words, ${CONTROL.command}) >>> 0;
    try {
      if (command !== 0) run(command, thread, 1);
    } catch (error) {
      Atomics.store(new Int32Array(memory.buffer, command, 8), 5, 1);
      throw error;
    } finally {
      Atomics.sub(words, ${CONTROL.active}, 1);
    }
  }
  if (node) node.parentPort.close();
  else self.close();
}
if (node) node.parentPort.once("message", work);
else self.onmessage = ({ data }) => work(data);
`;
