import type { LstmState } from "@engram/lstm-core";
import type { GenerationModel } from "./generation-model.ts";

/** @throws RangeError when `state` is not one row of the model's state. */
export function checkState(model: GenerationModel, state: LstmState): void {
  const describe = (shapes: readonly (readonly number[])[]) => shapes.map((shape) => `[${shape}]`).join(" ");
  const expected = describe(model.config.hiddenSizes.map((hiddenSize) => [1, hiddenSize]));
  for (const part of ["hidden", "cell"] as const) {
    const got = describe(state.map((layer) => layer[part].shape));
    if (got !== expected)
      throw new RangeError(`state: expected ${part} ${expected}, got ${got || "no layers"}`);
  }
}
