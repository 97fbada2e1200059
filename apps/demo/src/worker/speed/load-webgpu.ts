/**
 * Registers WebGPU.
 *
 * @returns nothing more to tell once it runs.
 * @throws Error when the browser has no WebGPU, or the machine no GPU for it.
 */
export async function loadWebgpu(): Promise<() => Promise<string[]>> {
  const { gpu } = navigator as Navigator & { readonly gpu?: { requestAdapter(): Promise<unknown> } };
  if (gpu === undefined) throw new Error("this browser has no WebGPU");
  if ((await gpu.requestAdapter()) == null) throw new Error("WebGPU finds no graphics processor here");
  await import("@tensorflow/tfjs-backend-webgpu");
  return async () => [];
}
