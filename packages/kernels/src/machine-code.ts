import type { WorkerCode } from "./worker-program.ts";

/** One build, loaded: the functions of c/runtime.c on a heap. */
export interface MachineCode {
  /** Divides a command's work; returns the bytes of scratch that it lacks, or 0. */
  plan(command: number): number;
  /** Takes part in a command; returns 0 when another thread failed. */
  run(command: number, thread: number, mayBlock: number): number;
  /** Where the heap may begin. */
  readonly heapStart: number;
  /** What another thread needs to load the same; undefined where only one thread can run it. */
  readonly workerCode: WorkerCode | undefined;
}
