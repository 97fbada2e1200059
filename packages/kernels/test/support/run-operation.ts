import type { Kernels, OperationArguments, OperationName } from "../../src/node/index.ts";

type Numbers = Float32Array | Int32Array;

/** One call of an operation: arrays by the arguments that are offsets, and the rest. */
export interface OperationCall<Name extends OperationName> {
  readonly inputs: Partial<Readonly<Record<keyof OperationArguments<Name>, Numbers>>>;
  /** How many numbers of float32 each output has, or the name of the input that it takes the place of. */
  readonly outputs: Partial<Readonly<Record<keyof OperationArguments<Name>, number | string>>>;
  readonly values: OperationArguments<Name>;
}

const UNTOUCHED = -12345;

/**
 * Runs an operation on arrays.
 *
 * @returns copies of the outputs, which before were full of a number that no result has.
 * @throws Error where anything was written behind an output or into an input.
 */
export function runOperation<Name extends OperationName>(
  kernels: Kernels,
  operation: Name,
  { inputs, outputs, values }: OperationCall<Name>,
): Record<string, Float32Array<ArrayBuffer>> {
  const { heap } = kernels;
  // Where a sanitizer watches, nothing lies behind an array that could be read without a word.
  const guard = heap.isGuarded ? 0 : 33;
  const offsets: Record<string, number> = {};
  const put = (name: string, array: Numbers) => {
    offsets[name] = heap.allocate(4 * (array.length + guard));
    if (array instanceof Int32Array) heap.int32(offsets[name], array.length).set(array);
    else heap.float32(offsets[name], array.length).set(array);
    heap.float32(offsets[name] + 4 * array.length, guard).fill(UNTOUCHED);
  };
  const given = Object.entries<Numbers | undefined>(inputs).filter(hasNumbers);
  const places = Object.entries<number | string | undefined>(outputs);
  for (const [name, array] of given) put(name, array);
  for (const [name, place] of places) {
    if (typeof place === "string") offsets[name] = offsets[place];
    else put(name, new Float32Array(place ?? 0).fill(UNTOUCHED));
  }
  kernels.run(operation, { ...values, ...offsets } as OperationArguments<Name>);

  const replaced = new Set(places.map(([, place]) => place));
  const lengths = new Map(given.map(([name, array]) => [name, array.length]));
  for (const [name, array] of given) {
    if (replaced.has(name) || isStill(array, heap.uint8(offsets[name], array.byteLength))) continue;
    throw new Error(`${kernels.build}: ${operation} wrote into ${name}`);
  }
  const results: Record<string, Float32Array<ArrayBuffer>> = {};
  for (const [name, place] of places) {
    const length = typeof place === "string" ? (lengths.get(place) ?? 0) : (place ?? 0);
    const behind = heap.float32(offsets[name] + 4 * length, guard);
    if (behind.some((value) => value !== UNTOUCHED)) {
      throw new Error(`${kernels.build}: ${operation} wrote behind ${name}`);
    }
    results[name] = Float32Array.from(heap.float32(offsets[name], length));
  }
  for (const offset of new Set(Object.values(offsets))) heap.release(offset);
  return results;
}

/** The same for the same bits in the same outputs: FNV-1a, since pages have no hash that answers at once. */
export function digest(results: Readonly<Record<string, Float32Array>>): string {
  let hash = 0x811c9dc5;
  for (const [name, values] of Object.entries(results)) {
    const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    for (const word of words) hash = Math.imul(hash ^ word, 0x01000193) >>> 0;
  }
  return hash.toString(16);
}

function isStill(array: Numbers, bytes: Uint8Array): boolean {
  const before = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return bytes.every((byte, index) => byte === before[index]);
}

function hasNumbers(entry: [string, Numbers | undefined]): entry is [string, Numbers] {
  return entry[1] !== undefined;
}

/** Uneven numbers of both signs, about `scale` large, that depend on the seed. */
export function someNumbers(length: number, seed = 1, scale = 1): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, index) => {
    const phase = Math.sin(12.9898 * (index + 1) + 78.233 * seed) * 43758.5453;
    return scale * (2 * (phase - Math.floor(phase)) - 1);
  });
}
