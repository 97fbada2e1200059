import type { LstmState } from "../lstm-state.ts";

/**
 * The number of rows of a state.
 *
 * @throws RangeError when it is not [B,H] with the H of each layer and one B.
 */
export function checkDecoderState(state: LstmState, hiddenSizes: readonly number[]): number {
  const describe = (shapes: readonly (readonly number[])[]) => shapes.map((shape) => `[${shape}]`).join(" ");
  const batchSize = state[0]?.hidden.shape[0] ?? 0;
  const expected = describe(hiddenSizes.map((hiddenSize) => [batchSize, hiddenSize]));
  for (const part of ["hidden", "cell"] as const) {
    const got = describe(state.map((layer) => layer[part].shape));
    if (batchSize < 1 || got !== expected) {
      throw new RangeError(
        `Decoder.setState: expected ${part} [B,H] with H ${hiddenSizes}, got ${got || "no layers"}`,
      );
    }
  }
  return batchSize;
}
