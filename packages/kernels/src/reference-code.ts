import { OPERATIONS, type OperationName } from "./abi.ts";
import { COMMAND } from "./command.ts";
import type { MachineCode } from "./machine-code.ts";
import { REFERENCE, type ReferenceMemory, type ReferenceOperation } from "./reference/index.ts";

const NAMES = Object.keys(OPERATIONS) as OperationName[];

/** The plain TypeScript operations behind the same interface as the compiled ones. */
export function referenceCode(memory: ReferenceMemory): MachineCode {
  return {
    plan: () => 0,
    run(command) {
      const words = memory.int32(command, 128);
      const floats = memory.float32(command, 128);
      const name = NAMES[words[COMMAND.operation]];
      const entries = OPERATIONS[name].arguments.map(({ name: argument, isFloat }, index) => {
        const word = COMMAND.arguments + index;
        return [argument, isFloat ? floats[word] : words[word] >>> 0];
      });
      (REFERENCE[name] as ReferenceOperation<typeof name>)(Object.fromEntries(entries), memory);
      return 1;
    },
    heapStart: 64,
    workerCode: undefined,
  };
}
