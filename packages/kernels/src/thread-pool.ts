import { COMMAND } from "./command.ts";
import type { Heap } from "./heap.ts";
import type { MachineCode } from "./machine-code.ts";
import type { StartWorker, WorkerHandle } from "./start-worker.ts";
import type { ThreadTimes } from "./thread-times.ts";
import { waitForWorkers } from "./wait-for-workers.ts";
import { CONTROL, CONTROL_BYTES } from "./worker-program.ts";

const STACK_BYTES = 2 ** 17;

/**
 * Threads that help with a command's parts. None has to come for a command to be done: the calling thread
 * takes parts until there are none left, and waits for others only while they are in the middle of one.
 */
export class ThreadPool {
  private readonly heap: Heap;
  private readonly code: MachineCode;
  private readonly times: ThreadTimes;
  private readonly mayBlock: number;
  private readonly control: number;
  private readonly words: Int32Array;
  private workers: readonly WorkerHandle[] = [];
  private sequence = 0;
  private closed = false;
  private broken: string | undefined;

  private constructor(heap: Heap, code: MachineCode, times: ThreadTimes, mayBlock: boolean) {
    this.heap = heap;
    this.code = code;
    this.times = times;
    this.mayBlock = mayBlock ? 1 : 0;
    this.control = heap.allocate(CONTROL_BYTES);
    this.words = heap.int32(this.control, CONTROL_BYTES / 4).fill(0);
  }

  /**
   * Starts as many of the threads as can be.
   *
   * @param threads the calling thread counts as one.
   * @returns the pool, and why each of the missing workers is missing.
   */
  static async start(
    heap: Heap,
    code: MachineCode,
    options: {
      readonly threads: number;
      readonly startWorker: StartWorker | undefined;
      readonly mayBlock: boolean;
      readonly times: ThreadTimes;
    },
  ): Promise<{ pool: ThreadPool; missing: readonly string[] }> {
    const { threads, startWorker, mayBlock, times } = options;
    const pool = new ThreadPool(heap, code, times, mayBlock);
    const begin = Array.from({ length: threads - 1 }, (_, slot) => () => pool.startOne(startWorker, slot));
    const { ready, missing } = await waitForWorkers(begin, times.startMilliseconds);
    pool.workers = ready.map(({ worker, slot }, index) => {
      const thread = index + 1;
      worker.onEnd((reason) => {
        if (!pool.closed) pool.broken ??= `thread ${thread} died: ${reason}`;
      });
      Atomics.store(pool.words, CONTROL.slots + slot, thread);
      return worker;
    });
    return { pool, missing };
  }

  /** The calling thread and those that help. */
  get threads(): number {
    return this.workers.length + 1;
  }

  /** How long a command waits for a thread that is in the middle of a part. */
  get giveUpMilliseconds(): number {
    return this.times.giveUpMilliseconds;
  }

  /** The number of the next run of a command: each run has one of its own, never 0. */
  nextSequence(): number {
    this.sequence = (this.sequence + 1) >>> 0 || 1;
    return this.sequence;
  }

  /**
   * Runs a command that was planned, or begun anew, with the newest sequence number.
   *
   * @param words the command's block.
   * @throws Error when a thread died or this one trapped; what the command has written is then undefined.
   */
  run(command: number, words: Uint32Array): void {
    if (this.broken !== undefined) throw new Error(`kernels: ${this.broken}`);
    const most = this.workers.length === 0 ? 1 : mostParts(words);
    if (most > 1) this.publish(command, most - 1);
    let finished = 0;
    try {
      finished = this.code.run(command, 0, this.mayBlock, this.sequence);
    } catch (error) {
      this.code.fail(command);
      this.fail(`a command trapped: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (finished === 0) this.fail("a thread stopped in the middle of its work");
  }

  /** Ends the threads. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.broken ??= "the threads were closed";
    // Nobody listens; where memory is not shared, its growth has detached the words besides.
    if (this.workers.length === 0) return;
    Atomics.store(this.words, CONTROL.closing, 1);
    Atomics.add(this.words, CONTROL.generation, 1);
    Atomics.notify(this.words, CONTROL.generation);
    for (const worker of this.workers) worker.terminate();
  }

  private startOne(startWorker: StartWorker | undefined, slot: number): WorkerHandle {
    const { workerCode: code } = this.code;
    if (startWorker === undefined) throw new Error("there are no workers here");
    if (code === undefined) throw new Error("this build runs on one thread");
    const stackTop = code.kind === "native" ? 0 : this.heap.allocate(STACK_BYTES) + STACK_BYTES;
    const { spinMicroseconds } = this.times;
    return startWorker({
      code,
      memory: this.heap.memory,
      control: this.control,
      slot,
      stackTop,
      spinMicroseconds,
    });
  }

  private publish(command: number, helpers: number): void {
    Atomics.store(this.words, CONTROL.command, command);
    Atomics.store(this.words, CONTROL.generation, this.sequence);
    if (Atomics.load(this.words, CONTROL.sleeping) > 0) {
      Atomics.notify(this.words, CONTROL.generation, helpers);
    }
  }

  private fail(reason: string): never {
    this.broken ??= reason;
    throw new Error(`kernels: ${this.broken}`);
  }
}

/** The most parts that one phase of a planned command has: more threads than that have nothing to do. */
function mostParts(words: Uint32Array): number {
  let most = 0;
  const phases = words[COMMAND.phases];
  for (let phase = 0; phase < phases; phase++) most = Math.max(most, words[COMMAND.parts + phase]);
  return most;
}
