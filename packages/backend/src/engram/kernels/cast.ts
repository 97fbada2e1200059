import type { EngramKernel } from "../engram-kernel.ts";

/**
 * Numbers to float32, and bool to int32: copies. `cpu` lets both tensors share one array of JavaScript's, whose
 * type does not matter there; in the heap it does. All other casts are left to it.
 */
export const cast: EngramKernel = {
  kernelName: "Cast",
  run({ inputs: { x }, attrs: { dtype }, backend }) {
    const isWidened = (dtype === "float32" || dtype === "int32") && x.dtype !== dtype;
    if (!isWidened || (x.dtype !== "int32" && x.dtype !== "bool")) return undefined;
    const values = backend.numbersOf(x);
    const widened = dtype === "float32" ? Float32Array.from(values) : Int32Array.from(values);
    return backend.makeTensorInfo(x.shape, dtype, widened);
  },
};
