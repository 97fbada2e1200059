import type { EngramBackend } from "@engram/backend";
import { PackedWeights, type WeightSource } from "./packed-weights.ts";

interface Entry {
  readonly weights: PackedWeights;
  readonly backend: EngramBackend;
  readonly int8: boolean;
  /** What the parameters' numbers were: another after each assignment. */
  readonly dataIds: readonly object[];
  users: number;
}

/** The packed weights in use, by the model's parameters. */
const entries = new WeakMap<WeightSource["parameters"], Entry[]>();

/**
 * A model's packed weights, shared among the decoders that were made since its parameters last changed.
 *
 * @returns `release` to be called once; the last one frees them.
 * @throws RangeError where the heap is full.
 */
export function shareWeights(
  backend: EngramBackend,
  source: WeightSource,
  int8: boolean,
): { weights: PackedWeights; release: () => void } {
  const { parameters } = source;
  const dataIds = Object.values(parameters).map(({ dataId }) => dataId);
  const all = entries.get(parameters) ?? [];
  entries.set(parameters, all);
  let entry = all.find(
    (other) =>
      other.backend === backend &&
      other.int8 === int8 &&
      other.dataIds.every((dataId, index) => dataId === dataIds[index]),
  );
  if (entry === undefined) {
    entry = { weights: new PackedWeights(backend, source, int8), backend, int8, dataIds, users: 0 };
    all.push(entry);
  }
  const { weights } = entry;
  const used = entry;
  used.users++;
  return {
    weights,
    release() {
      if (--used.users > 0) return;
      all.splice(all.indexOf(used), 1);
      weights.release();
    },
  };
}
