import { signal } from "@preact/signals";
import type { LookBack } from "../../worker/memory/context-curve.ts";
import type { Inspection } from "../../worker/memory/inspection.ts";
import { memoryDesk } from "./memory-state.ts";

/** How far back the prediction of one token looked. */
export interface LookedBack extends LookBack {
  readonly of: Inspection;
  readonly position: number;
}

export const lookedBack = signal<LookedBack | undefined>(undefined);

export async function lookBackFrom(of: Inspection, position: number): Promise<void> {
  const desk = await memoryDesk();
  lookedBack.value = { ...(await desk.lookBack(of.text, position, of.bits[position])), of, position };
}
