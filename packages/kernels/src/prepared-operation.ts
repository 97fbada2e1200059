import type { OperationArguments, OperationName } from "./abi.ts";
import { COMMAND, COMMAND_BYTES, writeCommand } from "./command.ts";
import type { Heap } from "./heap.ts";
import type { MachineCode } from "./machine-code.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** What an operation runs on. */
export interface PreparedOn {
  readonly heap: Heap;
  readonly code: MachineCode;
  readonly pool: ThreadPool;
  /** The offset of a command block; it is given back, not freed: a late thread may still look at it. */
  readonly command: number;
  readonly giveBack: (command: number) => void;
}

/**
 * An operation that runs again and again with the same arguments: it is written and divided into parts once,
 * with a command block and scratch memory of its own.
 */
export class PreparedOperation {
  private readonly on: PreparedOn;
  private readonly scratch: number;
  private words: Uint32Array;
  private disposed = false;

  /** @throws RangeError at the heap's limit. */
  constructor(on: PreparedOn, operation: OperationName, values: OperationArguments<OperationName>) {
    const { heap, code, pool, command } = on;
    this.on = on;
    this.words = this.view().fill(0);
    writeCommand(this.words, heap.float32(command, COMMAND_BYTES / 4), operation, values);
    this.words[COMMAND.threads] = pool.threads;
    this.words[COMMAND.giveUpMilliseconds] = pool.giveUpMilliseconds;
    const missing = code.plan(command, pool.nextSequence());
    try {
      this.scratch = missing > 0 ? heap.allocate(missing) : 0;
    } catch (error) {
      on.giveBack(command);
      throw error;
    }
    if (missing > 0) {
      this.words = this.view();
      this.words[COMMAND.scratch] = this.scratch;
      this.words[COMMAND.scratchCapacity] = missing;
      code.plan(command, pool.nextSequence());
    }
  }

  /** Where its arguments lie in the heap, for an operation that takes those of others. */
  get argumentsOffset(): number {
    return this.on.command + 4 * COMMAND.arguments;
  }

  /** Runs it to its end. @throws Error when a thread died, or after dispose. */
  run(): void {
    if (this.disposed) throw new Error("PreparedOperation.run: expected it not to be disposed");
    const { code, pool, command } = this.on;
    // Detached by the growth of a memory that is not shared.
    if (this.words.length === 0) this.words = this.view();
    code.begin(command, pool.nextSequence());
    pool.run(command, this.words);
  }

  /** Frees its memory; it cannot be run afterwards. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    const { heap, command, giveBack } = this.on;
    if (this.scratch > 0) heap.release(this.scratch);
    giveBack(command);
  }

  private view(): Uint32Array {
    return new Uint32Array(this.on.heap.memory.buffer, this.on.command, COMMAND_BYTES / 4);
  }
}
