import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { chooseBackend, describeBackend } from "../src/index.ts";

/** A backend that computes as `cpu` does. */
const working = () => tf.findBackend("cpu");
const broken = () => {
  throw new Error("no such device");
};

const added: string[] = [];
function register(name: string, factory: () => ReturnType<typeof tf.findBackend>) {
  tf.registerBackend(name, factory);
  added.push(name);
}

afterEach(async () => {
  await tf.setBackend("cpu");
  if (tf.findBackendFactory("engram") != null) tf.removeBackend("engram");
  for (const name of added.splice(0)) tf.removeBackend(name);
  vi.restoreAllMocks();
});

describe("chooseBackend", () => {
  test("takes engram, on one thread where there are no workers, and says so", async () => {
    const choice = await chooseBackend();
    expect(choice.backend).toBe("engram");
    expect(tf.getBackend()).toBe("engram");
    expect(describeBackend(choice)).toMatch(
      /^Backend: engram \(WebAssembly with (relaxed )?SIMD, 1 thread\); not engram native: native code needs Node/,
    );
    expect([...tf.add(tf.tensor1d([1]), 1).dataSync()]).toEqual([2]);
  });

  test("takes the best that is registered where WebAssembly has no SIMD", async () => {
    vi.spyOn(console, "warn").mockReturnValue();
    vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    register("wasm", working);
    register("webgl", working);
    register("webgpu", broken);
    const choice = await chooseBackend();
    expect(choice).toEqual({
      backend: "webgl",
      runs: "webgl",
      onGpu: true,
      skipped: [
        { runs: "engram", reason: expect.stringContaining("native code needs Node") },
        { runs: "webgpu", reason: "it did not start" },
      ],
    });
    expect(tf.getBackend()).toBe("webgl");
  });

  test("takes the one asked for, and nothing is skipped then", async () => {
    register("webgl", working);
    const choice = await chooseBackend({ backend: "cpu" });
    expect(choice).toEqual({ backend: "cpu", runs: "cpu", skipped: [] });
    expect(describeBackend(choice)).toBe("Backend: cpu");
  });

  test("lists what would run when the one asked for is unknown or does not run", async () => {
    vi.spyOn(console, "warn").mockReturnValue();
    await expect(chooseBackend({ backend: "cuda" })).rejects.toThrow(
      'chooseBackend: expected a backend of engram, webgpu, webgl, wasm, cpu, got "cuda". Available: engram, cpu. Not available: webgpu (it is not registered); webgl (it is not registered); wasm (it is not registered).',
    );
    await expect(chooseBackend({ backend: "webgl" })).rejects.toThrow(
      "chooseBackend: expected webgl to run, but it does not. Available: engram, cpu. Not available: webgpu (it is not registered)",
    );
    register("webgl", broken);
    await expect(chooseBackend({ backend: "webgl" })).rejects.toThrow("webgl (it did not start)");
  });

  test("takes the faster of webgl and engram where there is a trial", async () => {
    register("webgl", working);
    const slowOn = (slow: string) => async () => {
      if (tf.getBackend() === slow) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    expect((await chooseBackend({ trial: slowOn("webgl") })).backend).toBe("engram");
    expect((await chooseBackend({ trial: slowOn("engram") })).backend).toBe("webgl");
    expect(tf.getBackend()).toBe("webgl");
  });

  test("brings the gradients of the standard ops, and the cpu's advice to install another is not printed", async () => {
    const warn = vi.spyOn(console, "warn");
    await chooseBackend({ backend: "cpu" });
    const gradient = tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, 2]));
    expect([...gradient.dataSync()]).toEqual([2, 4]);
    expect(warn).not.toHaveBeenCalled();
  });
});
