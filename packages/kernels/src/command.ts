import { OPERATIONS, type OperationArguments, type OperationName } from "./abi.ts";

/** Word indices of a command block; `Command` of c/runtime.c has the same. */
export const COMMAND = {
  operation: 0,
  threads: 1,
  scratch: 2,
  scratchCapacity: 3,
  phases: 4,
  failed: 5,
  sequence: 6,
  giveUpMilliseconds: 7,
  parts: 8,
  arguments: 72,
} as const;

export const COMMAND_BYTES = 512;

/** Writes an operation and its arguments into a command block. */
export function writeCommand<Name extends OperationName>(
  words: Uint32Array,
  floats: Float32Array,
  name: Name,
  values: OperationArguments<Name>,
): void {
  const { id, arguments: layout } = OPERATIONS[name];
  const byName = values as Readonly<Record<string, number | undefined>>;
  words[COMMAND.operation] = id;
  for (let index = 0; index < layout.length; index++) {
    const { name: argument, isFloat } = layout[index];
    const value = byName[argument] ?? 0;
    if (isFloat) floats[COMMAND.arguments + index] = value;
    else words[COMMAND.arguments + index] = value;
  }
}
