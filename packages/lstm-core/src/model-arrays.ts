import type { Model } from "./model.ts";
import type { NamedArray } from "./named-array.ts";

/** A copy of a model's parameters, by name: what `fromParameters` takes. */
export async function modelArrays(model: Model): Promise<Record<string, NamedArray>> {
  const arrays: Record<string, NamedArray> = {};
  for (const [name, variable] of Object.entries(model.parameters)) {
    const data = (await variable.data()) as Float32Array;
    arrays[name] = { shape: [...variable.shape], data: data.slice() };
  }
  return arrays;
}
