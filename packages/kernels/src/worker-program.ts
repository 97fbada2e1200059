/** Word indices of the block through which threads meet; from `slots` on, the thread number of each worker. */
export const CONTROL = { generation: 0, command: 1, sleeping: 2, closing: 3, slots: 16 } as const;
export const MOST_THREADS = 64;
export const CONTROL_BYTES = 4 * (CONTROL.slots + MOST_THREADS);

/** How a worker comes by the compiled code. */
export type WorkerCode =
  | { readonly kind: "wasm"; readonly module: WebAssembly.Module }
  | { readonly kind: "native"; readonly path: string; readonly instructionSet: string };

/** The first and only message that a worker gets. */
export interface WorkerOrders {
  readonly code: WorkerCode;
  readonly memory: WebAssembly.Memory;
  readonly control: number; // offset of the control block
  readonly slot: number;
  readonly stackTop: number; // offset; WebAssembly alone needs it
  readonly spinMicroseconds: number;
}

/** What a worker says: once that it is ready, and, should it end unasked, why. */
export type WorkerMessage = { readonly ready: true } | { readonly failed: string };

/**
 * The program of a worker, as text: run as it is by worker_threads and, from a Blob, by Web Workers, so that
 * no bundler has to know about it.
 *
 * It stays awake for a while after a command, in case of another, then sleeps until it is notified. It may
 * come late, when the command is done and the next one is being written: the number of the run, which it read
 * before the command's place, then lets it find nothing to do. A trap marks the command as failed and ends
 * the worker.
 */
export const WORKER_PROGRAM = `
const node = typeof require === "function" && typeof process === "object" ? require("node:worker_threads") : undefined;
const post = (message) => (node ? node.parentPort.postMessage(message) : self.postMessage(message));
async function load({ code, memory, stackTop }) {
  if (code.kind === "native") {
    const addon = require(code.path);
    const heap = addon.addressOf(new Uint8Array(memory.buffer));
    const { run, fail, spin } = addon[code.instructionSet];
    return {
      run: (command, thread, mayBlock, sequence) => run(heap, command, thread, mayBlock, sequence),
      fail: (command) => fail(heap, command),
      spin: (word, seen, microseconds) => spin(heap, word, seen, microseconds),
    };
  }
  const { exports } = await WebAssembly.instantiate(code.module, { env: { memory, now: () => performance.now() } });
  exports.__stack_pointer.value = stackTop;
  return exports;
}
async function work(orders) {
  const { memory, control, slot, spinMicroseconds } = orders;
  const { run, fail, spin } = await load(orders);
  const words = new Int32Array(memory.buffer, control, ${CONTROL_BYTES / 4});
  let seen = 0;
  post({ ready: true });
  while (Atomics.load(words, ${CONTROL.closing}) === 0) {
    spin(control + ${4 * CONTROL.generation}, seen, spinMicroseconds);
    if (Atomics.load(words, ${CONTROL.generation}) === seen) {
      Atomics.add(words, ${CONTROL.sleeping}, 1);
      Atomics.wait(words, ${CONTROL.generation}, seen);
      Atomics.sub(words, ${CONTROL.sleeping}, 1);
      continue;
    }
    seen = Atomics.load(words, ${CONTROL.generation});
    const command = Atomics.load(words, ${CONTROL.command}) >>> 0;
    const thread = Atomics.load(words, ${CONTROL.slots} + slot);
    if (thread === 0) continue;
    try {
      run(command, thread, 1, seen);
    } catch (error) {
      fail(command);
      throw error;
    }
  }
}
const begin = (orders) =>
  work(orders).catch((error) => post({ failed: String(error) })).then(() => (node ? node.parentPort.close() : self.close()));
if (node) node.parentPort.once("message", begin);
else self.onmessage = ({ data }) => begin(data);
`;
