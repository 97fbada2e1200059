import abi from "../abi.json";

/** The operations and their arguments in the order of the ABI; c/generated/abi.h is made of the same file. */
export type OperationName = keyof typeof abi;

/** Offsets (bytes into the heap, 0 for absent), sizes and numbers, by name. Those left out are 0. */
export type OperationArguments<Name extends OperationName> = {
  readonly [argument in keyof (typeof abi)[Name]]?: number;
};

interface ArgumentLayout {
  readonly name: string;
  readonly isFloat: boolean;
}

/** What stands where in a command block. */
export interface OperationLayout {
  readonly id: number;
  readonly arguments: readonly ArgumentLayout[];
}

export const OPERATIONS = Object.fromEntries(
  Object.entries(abi).map(([operation, types], id) => [
    operation,
    { id, arguments: Object.entries(types).map(([name, type]) => ({ name, isFloat: type === "float" })) },
  ]),
) as unknown as Readonly<Record<OperationName, OperationLayout>>;

/** The number by which compiled code says which abi.json it was made for: FNV-1a, as in build-tools. */
export const ABI_FINGERPRINT = fingerprint(JSON.stringify(abi));

function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return hash;
}
