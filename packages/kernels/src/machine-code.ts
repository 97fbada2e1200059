import type { HeapGuard } from "./heap.ts";
import type { WorkerCode } from "./worker-program.ts";

/** One build, loaded: the functions of c/runtime.c on a heap. */
export interface MachineCode {
  /** Divides a command's work and makes it ready; returns the bytes of scratch that it lacks, or 0. */
  plan(command: number, sequence: number): number;
  /** Makes a command that was planned before ready to run once more. */
  begin(command: number, sequence: number): void;
  /** Takes part in a run of a command; returns 0 when another thread failed or stopped. */
  run(command: number, thread: number, mayBlock: number, sequence: number): number;
  /** Tells the others that this thread did not finish its part. */
  fail(command: number): void;
  /** Where the heap may begin. */
  readonly heapStart: number;
  /** Where the build watches over its memory. */
  readonly guard?: HeapGuard | undefined;
  /** What another thread needs to load the same; undefined where only one thread can run it. */
  readonly workerCode: WorkerCode | undefined;
}
