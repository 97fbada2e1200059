import {
  decodeSafetensors,
  encodeSafetensors,
  type LanguageModel,
  type LstmState,
  stateFromArrays,
  stateToArrays,
} from "@engram/lstm-core";

const FORMAT = "engram-memory";

/** What a file says of a memory, beside its numbers. */
export interface MemoryNote {
  /** The model's name. */
  readonly model: string;
  /** How many tokens were read into it. */
  readonly tokens: number;
}

/** A memory as a safetensors file: "0.hidden" [1,H], "0.cell" [1,H], "1.hidden", … */
export async function memoryToBytes(state: LstmState, { model, tokens }: MemoryNote): Promise<Uint8Array> {
  return encodeSafetensors(await stateToArrays(state), { format: FORMAT, model, tokens: String(tokens) });
}

/**
 * The inverse of {@link memoryToBytes}; the caller disposes the state.
 *
 * @throws Error that says what is wrong with the bytes, or that they are the memory of another model.
 */
export function memoryFromBytes(
  bytes: Uint8Array,
  model: LanguageModel,
): { state: LstmState; tokens: number } {
  const { arrays, metadata } = decodeSafetensors(bytes);
  const { hiddenSizes } = model.config;
  const expected = hiddenSizes.flatMap((size, layer) => [
    [`${layer}.hidden`, size] as const,
    [`${layer}.cell`, size] as const,
  ]);
  const got = Object.entries(arrays).map(([name, { shape }]) => `${name} [${shape}]`);
  const fits =
    got.length === expected.length && expected.every(([name, size]) => got.includes(`${name} [1,${size}]`));
  if (!fits) {
    const wanted = expected.map(([name, size]) => `${name} [1,${size}]`).join(", ");
    throw new Error(
      `restoreMemory: expected the memory of this model, ${wanted}, got ${got.join(", ") || "none"}`,
    );
  }
  for (const [name, { data }] of Object.entries(arrays)) {
    if (!data.every(Number.isFinite)) {
      throw new Error(`restoreMemory: expected finite numbers, got others in ${name}`);
    }
  }
  return { state: stateFromArrays(arrays), tokens: Math.max(1, Number(metadata.tokens) || 0) };
}
