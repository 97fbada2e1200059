import type { Workload, WorkloadContext } from "./workload.ts";

/** Loads the engine that the settings name, and nothing else, and gets the job ready. */
export async function createWorkload(context: WorkloadContext): Promise<Workload> {
  switch (context.settings.engine) {
    case "engram": {
      const { createEngramWorkload } = await import("./engram/create-engram-workload.ts");
      return createEngramWorkload(context);
    }
    case "layers": {
      const { createLayersWorkload } = await import("./layers/create-layers-workload.ts");
      return createLayersWorkload(context);
    }
    case "onnxruntime": {
      const { createOnnxWorkload } = await import("./onnx/create-onnx-workload.ts");
      return createOnnxWorkload(context);
    }
    default:
      throw new RangeError(`createWorkload: expected a known engine, got ${context.settings.engine}`);
  }
}
