import type { OperationArguments, OperationName } from "./abi.ts";
import type { BuildName } from "./build-name.ts";
import { COMMAND, COMMAND_BYTES, writeCommand } from "./command.ts";
import type { Heap } from "./heap.ts";
import type { MachineCode } from "./machine-code.ts";
import { PreparedOperation } from "./prepared-operation.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** A build or a number of threads that was preferred and is not what runs. */
export interface SkippedBuild {
  readonly build: string;
  readonly reason: string;
}

/** The operations of one build on one heap: arguments are offsets into the heap and sizes. */
export class Kernels {
  readonly build: BuildName;
  readonly heap: Heap;
  readonly skipped: readonly SkippedBuild[];
  private readonly code: MachineCode;
  private readonly pool: ThreadPool;
  private readonly command: number;
  private readonly spareCommands: number[] = [];
  private words: Uint32Array;
  private floats: Float32Array;
  private scratch = 0;
  private scratchBytes = 0;

  constructor(
    build: BuildName,
    {
      heap,
      code,
      pool,
      skipped,
    }: { heap: Heap; code: MachineCode; pool: ThreadPool; skipped: readonly SkippedBuild[] },
  ) {
    this.build = build;
    this.heap = heap;
    this.code = code;
    this.pool = pool;
    this.skipped = skipped;
    this.command = heap.allocate(COMMAND_BYTES);
    [this.words, this.floats] = this.views();
    this.words.fill(0);
  }

  get threads(): number {
    return this.pool.threads;
  }

  /**
   * Runs one operation to its end. Offsets and sizes are trusted: callers check them.
   *
   * @throws RangeError where the heap has no room for the scratch memory it needs; Error when a thread died.
   */
  run<Name extends OperationName>(operation: Name, values: OperationArguments<Name>): void {
    if (this.words.buffer !== this.heap.memory.buffer) [this.words, this.floats] = this.views();
    writeCommand(this.words, this.floats, operation, values);
    this.words[COMMAND.threads] = this.threads;
    this.words[COMMAND.giveUpMilliseconds] = this.pool.giveUpMilliseconds;
    this.words[COMMAND.scratch] = this.scratch;
    this.words[COMMAND.scratchCapacity] = this.scratchBytes;
    const sequence = this.pool.nextSequence();
    const missing = this.code.plan(this.command, sequence);
    if (missing > 0) {
      this.provideScratch(missing);
      this.code.plan(this.command, sequence);
    }
    this.pool.run(this.command, this.words);
  }

  /**
   * Writes an operation down, to be run many times.
   *
   * @throws RangeError where the heap has no room for it.
   */
  prepare<Name extends OperationName>(operation: Name, values: OperationArguments<Name>): PreparedOperation {
    const { heap, code, pool, spareCommands } = this;
    const command = spareCommands.pop() ?? heap.allocate(COMMAND_BYTES);
    const giveBack = (block: number) => void spareCommands.push(block);
    return new PreparedOperation({ heap, code, pool, command, giveBack }, operation, values);
  }

  /** Frees the scratch memory: it comes back, as large as it must be, with the next operation. */
  trim(): void {
    if (this.scratchBytes > 0) this.heap.release(this.scratch);
    this.scratch = 0;
    this.scratchBytes = 0;
  }

  /** Ends the threads; nothing runs after that. */
  dispose(): void {
    this.pool.close();
    this.heap.dropGuard();
  }

  private provideScratch(bytes: number): void {
    this.trim();
    this.scratch = this.heap.allocate(bytes);
    this.scratchBytes = bytes;
    [this.words, this.floats] = this.views();
    this.words[COMMAND.scratch] = this.scratch;
    this.words[COMMAND.scratchCapacity] = bytes;
  }

  private views(): [Uint32Array, Float32Array] {
    const length = COMMAND_BYTES / 4;
    return [
      new Uint32Array(this.heap.memory.buffer, this.command, length),
      this.heap.float32(this.command, length),
    ];
  }
}
