import { OPERATIONS, type OperationName } from "./abi.ts";
import { COMMAND, COMMAND_BYTES } from "./command.ts";
import type { MachineCode } from "./machine-code.ts";
import { REFERENCE, type ReferenceMemory, type ReferenceOperation } from "./reference/index.ts";

const NAMES = Object.keys(OPERATIONS) as OperationName[];

/** The plain TypeScript operations behind the same interface as the compiled ones. */
export function referenceCode(heap: WebAssembly.Memory): MachineCode {
  const memory: ReferenceMemory = {
    float32: (offset, length) => new Float32Array(heap.buffer, offset, length),
    int32: (offset, length) => new Int32Array(heap.buffer, offset, length),
    uint8: (offset, length) => new Uint8Array(heap.buffer, offset, length),
  };
  return {
    plan: () => 0,
    begin() {},
    run(command) {
      const words = memory.int32(command, COMMAND_BYTES / 4);
      const floats = memory.float32(command, COMMAND_BYTES / 4);
      const name = NAMES[words[COMMAND.operation]];
      const entries = OPERATIONS[name].arguments.map(({ name: argument, isFloat }, index) => {
        const word = COMMAND.arguments + index;
        return [argument, isFloat ? floats[word] : words[word] >>> 0];
      });
      (REFERENCE[name] as ReferenceOperation<typeof name>)(Object.fromEntries(entries), memory);
      return 1;
    },
    fail() {},
    heapStart: 64,
    workerCode: undefined,
  };
}
