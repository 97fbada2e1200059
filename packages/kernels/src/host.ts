import type { BuildName } from "./build-name.ts";
import type { MachineCode } from "./machine-code.ts";
import type { StartWorker } from "./start-worker.ts";

/** What the place where the kernels run can do; each is found out, never assumed. */
export interface Host {
  /** How many threads run at once. */
  readonly cores: number;
  /** Whether the calling thread may sleep: a page's main thread may not. */
  readonly mayBlock: boolean;
  readonly sharedMemory: boolean;
  readonly simd: boolean;
  readonly relaxedSimd: boolean;
  /** undefined where there are no workers. */
  readonly startWorker: StartWorker | undefined;
  /** Loads a native build, to be bound to a shared memory. @throws why it cannot. */
  readonly loadNative: ((build: BuildName) => (memory: WebAssembly.Memory) => MachineCode) | undefined;
  /** @throws where the system does not grant so much. */
  readonly createMemory: (wanted: WebAssembly.MemoryDescriptor) => WebAssembly.Memory;
}

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** The type () → v128, and one function of it. */
const ONE_FUNCTION = [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01, 0x00];
/** i32.const 0, i8x16.splat. */
const VECTOR = [0x41, 0x00, 0xfd, 0x0f];

/** Whether a function with this body is valid WebAssembly here. */
function isValid(instructions: readonly number[]): boolean {
  const body = [0x00, ...instructions, 0x0b];
  const code = [0x0a, body.length + 2, 0x01, body.length, ...body];
  return (
    typeof WebAssembly === "object" &&
    WebAssembly.validate(new Uint8Array([...MAGIC, ...ONE_FUNCTION, ...code]))
  );
}

/** i8x16.popcnt is of the final instruction set, not of the drafts before it. */
export function hasSimd(): boolean {
  return isValid([...VECTOR, 0xfd, 0x62]);
}

/** f32x4.relaxed_madd. */
export function hasRelaxedSimd(): boolean {
  return isValid([...VECTOR, ...VECTOR, ...VECTOR, 0xfd, 0x85, 0x02]);
}

/** A page has it when it is cross-origin isolated alone. */
export function hasSharedMemory(): boolean {
  return typeof SharedArrayBuffer === "function" && typeof Atomics === "object";
}

/** The main thread of a page may not sleep, and some kinds of worker may not either. */
export function mayBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

export function createMemory(wanted: WebAssembly.MemoryDescriptor): WebAssembly.Memory {
  return new WebAssembly.Memory(wanted);
}
