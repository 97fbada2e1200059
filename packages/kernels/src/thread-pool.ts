import { COMMAND } from "./command.ts";
import type { Heap } from "./heap.ts";
import type { MachineCode } from "./machine-code.ts";
import type { StartWorker, WorkerHandle } from "./start-worker.ts";
import { CONTROL, CONTROL_BYTES } from "./worker-program.ts";

const STACK_BYTES = 2 ** 17;
const START_MILLISECONDS = 10_000;
const GIVE_UP_MILLISECONDS = 60_000;

/**
 * Threads that help with a command's parts. None has to come for a command to be done: the calling thread
 * takes parts until there are none left, and waits for others only while they are in the middle of one.
 */
export class ThreadPool {
  private readonly heap: Heap;
  private readonly code: MachineCode;
  private readonly control: number;
  private readonly words: Int32Array;
  private readonly mayBlock: number;
  private readonly workers: WorkerHandle[] = [];
  private closed = false;
  private broken: string | undefined;

  private constructor(heap: Heap, code: MachineCode, mayBlock: boolean) {
    this.heap = heap;
    this.code = code;
    this.mayBlock = mayBlock ? 1 : 0;
    this.control = heap.allocate(CONTROL_BYTES);
    this.words = heap.int32(this.control, CONTROL_BYTES / 4).fill(0);
  }

  /**
   * @param threads the calling thread counts as one.
   * @throws when one does not start within ten seconds; those that did are ended.
   */
  static async start(
    heap: Heap,
    code: MachineCode,
    { threads, startWorker, mayBlock }: { threads: number; startWorker: StartWorker; mayBlock: boolean },
  ): Promise<ThreadPool> {
    const pool = new ThreadPool(heap, code, mayBlock);
    try {
      for (let thread = 1; thread < threads; thread++) pool.workers.push(pool.startOne(startWorker, thread));
      await withinTime(Promise.all(pool.workers.map(({ ready }) => ready)));
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  /** The calling thread, without help. */
  static alone(heap: Heap, code: MachineCode): ThreadPool {
    return new ThreadPool(heap, code, false);
  }

  /** The calling thread and those that help. */
  get threads(): number {
    return this.workers.length + 1;
  }

  /** Runs a planned command. @throws when a thread died; what the command has written is then undefined. */
  run(command: number, isDivided: boolean): void {
    if (this.broken !== undefined) throw new Error(`kernels: ${this.broken}`);
    const shares = isDivided && this.workers.length > 0;
    if (shares) this.publish(command);
    try {
      if (this.code.run(command, 0, this.mayBlock) === 0)
        this.fail("a thread stopped in the middle of its work");
    } finally {
      if (shares) this.withdraw();
    }
  }

  /** Ends the threads. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.broken ??= "the threads were closed";
    Atomics.store(this.words, CONTROL.closing, 1);
    Atomics.add(this.words, CONTROL.generation, 1);
    Atomics.notify(this.words, CONTROL.generation);
    for (const worker of this.workers) worker.terminate();
  }

  private startOne(startWorker: StartWorker, thread: number): WorkerHandle {
    const { workerCode } = this.code;
    if (workerCode === undefined) throw new Error("this build runs on one thread");
    const stackTop = this.heap.allocate(STACK_BYTES) + STACK_BYTES;
    const { memory } = this.heap;
    const worker = startWorker({ code: workerCode, memory, control: this.control, stackTop, thread });
    worker.onEnd((reason) => {
      if (!this.closed) this.broken ??= `thread ${thread} died: ${reason}`;
    });
    return worker;
  }

  private publish(command: number): void {
    Atomics.store(this.words, CONTROL.command, command);
    Atomics.add(this.words, CONTROL.generation, 1);
    if (Atomics.load(this.words, CONTROL.sleeping) > 0) Atomics.notify(this.words, CONTROL.generation);
  }

  /** Nobody may be at work on a command block that is about to be written anew. */
  private withdraw(): void {
    Atomics.store(this.words, CONTROL.command, 0);
    let start: number | undefined;
    for (let looks = 1; Atomics.load(this.words, CONTROL.active) > 0; looks++) {
      if (looks % 100_000 !== 0) continue;
      start ??= performance.now();
      if (performance.now() - start > GIVE_UP_MILLISECONDS) this.fail("a thread does not answer");
    }
  }

  private fail(reason: string): never {
    this.broken ??= reason;
    throw new Error(`kernels: ${this.broken}`);
  }
}

async function withinTime(started: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("a thread did not start in time")), START_MILLISECONDS);
  });
  try {
    await Promise.race([started, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the last plan of a command has more than one part anywhere. */
export function isDivided(words: Uint32Array, phases: number): boolean {
  for (let phase = 0; phase < phases; phase++) if (words[COMMAND.parts + phase] > 1) return true;
  return false;
}
