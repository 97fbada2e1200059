import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { chooseBackend, describeBackend } from "../src/node/index.ts";

const BUILT_TFJS_NODE = process.env.ENGRAM_TFJS_NODE;
const root = realpathSync(mkdtempSync(join(tmpdir(), "engram-backend-")));
const ourTfjs = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs/package.json"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeEach(() => {
  vi.stubEnv("ENGRAM_BACKEND", "");
  vi.stubEnv("ENGRAM_THREADS", "");
  vi.stubEnv("ENGRAM_TFJS_NODE", join(root, "nowhere"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await tf.setBackend("cpu");
  for (const name of ["tensorflow", "engram", "engram:wasm-simd"]) {
    if (tf.findBackendFactory(name) != null) tf.removeBackend(name);
  }
});

/** A folder that looks like @tensorflow/tfjs-node. Its program runs as `cpu` does, under the name of tensorflow. */
function fakeTfjsNode(
  name: string,
  { native, gpu = false, ownTfjs = false }: { native?: string; gpu?: boolean; ownTfjs?: boolean },
) {
  const folder = join(root, name);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("package.json", '{ "name": "fake", "main": "dist/index.js" }');
  write(
    "node_modules/@mapbox/node-pre-gyp/index.js",
    `exports.find = () => ${JSON.stringify(join(folder, "binding.js"))};`,
  );
  if (native !== undefined) write("binding.js", native);
  write(
    "dist/index.js",
    `globalThis.loadedFakes = [...(globalThis.loadedFakes ?? []), ${JSON.stringify(name)}];
     const tf = require("@tensorflow/tfjs");
     const start = () => Object.assign(Object.create(tf.findBackend("cpu")), { isUsingGpuDevice: ${gpu} });
     tf.registerBackend("tensorflow", start);`,
  );
  if (ownTfjs) write("node_modules/@tensorflow/tfjs/index.js", "");
  else {
    mkdirSync(join(folder, "node_modules/@tensorflow"), { recursive: true });
    symlinkSync(ourTfjs, join(folder, "node_modules/@tensorflow/tfjs"), "junction");
  }
  return folder;
}
const loadedFakes = () => (globalThis as { loadedFakes?: string[] }).loadedFakes ?? [];

/** Why tensorflow on the CPU does not run, with the package in this folder. */
async function reasonAgainst(folder: string): Promise<string | undefined> {
  vi.stubEnv("ENGRAM_TFJS_NODE", folder);
  const error: Error = await chooseBackend({ backend: "tensorflow" }).then(
    () => new Error(),
    (reason) => reason,
  );
  return /tensorflow on the CPU \((.+?)\)\.?$/.exec(error.message)?.[1];
}

describe("the choice in Node", () => {
  test("is engram, on compiled kernels, and one line says which and why nothing better", async () => {
    const choice = await chooseBackend({ threads: 1 });
    expect(choice.backend).toBe("engram");
    expect(choice.skipped[0].runs).toBe("tensorflow on a GPU");
    expect(tf.mul(2, 3).dataSync()[0]).toBe(6);
    const line = describeBackend(choice);
    expect(line).toMatch(
      /^Backend: engram \((native|WebAssembly)[^()]*, 1 thread\); not tensorflow on a GPU: .+$/,
    );
    expect(line).not.toContain("\n");
    expect(describeBackend()).toBe(line.slice(0, line.indexOf(";")));
  });

  test("follows the option, then ENGRAM_BACKEND, and an empty one is none", async () => {
    vi.stubEnv("ENGRAM_BACKEND", "cpu");
    expect((await chooseBackend()).backend).toBe("cpu");
    expect((await chooseBackend({ backend: "wasm" })).backend).toBe("wasm");
    expect((await chooseBackend({ backend: undefined })).backend).toBe("cpu");
    vi.stubEnv("ENGRAM_BACKEND", "");
    expect((await chooseBackend()).backend).toBe("engram");
  });

  test("takes one build of the kernels, beside that of engram itself, on as many threads as are asked for", async () => {
    await chooseBackend({ backend: "engram", threads: 1 });
    vi.stubEnv("ENGRAM_BACKEND", "engram:wasm-simd");
    vi.stubEnv("ENGRAM_THREADS", "2");
    const choice = await chooseBackend();
    expect(choice).toMatchObject({
      backend: "engram:wasm-simd",
      runs: "engram (WebAssembly with SIMD, 2 threads)",
    });
    const onWasm = tf.tensor1d([1, 2]);
    await tf.setBackend("engram");
    expect([...tf.add(onWasm, 1).dataSync()]).toEqual([2, 3]);
  });

  test("refuses a build or a number of threads that there is not", async () => {
    await expect(chooseBackend({ backend: "engram:avx" })).rejects.toThrow(
      "expected engram:BUILD with a build of native-amx",
    );
    vi.stubEnv("ENGRAM_THREADS", "many");
    await expect(chooseBackend()).rejects.toThrow("expected a number of threads in ENGRAM_THREADS, got many");
    vi.stubEnv("ENGRAM_THREADS", "");
    await chooseBackend({ backend: "engram", threads: 2 });
    await expect(chooseBackend({ backend: "engram", threads: 1 })).rejects.toThrow(
      "it runs on 2 threads already",
    );
  });

  test("lists what would run when the one asked for does not", async () => {
    await expect(chooseBackend({ backend: "tensorflow" })).rejects.toThrow(
      /^chooseBackend: expected tensorflow to run, but it does not\. Available: engram, wasm, cpu\. Not available: tensorflow on a GPU \(.+\); tensorflow on the CPU \(.+ is not installed\)\.$/,
    );
    await expect(chooseBackend({ backend: "webgl" })).rejects.toThrow(
      'chooseBackend: expected a backend of tensorflow, engram, wasm, cpu, got "webgl". Available: engram, wasm, cpu.',
    );
  });
});

describe("a trial on a GPU and without", () => {
  const onGpu = () => Object.assign(Object.create(tf.findBackend("cpu")), { isUsingGpuDevice: true });
  const taking = (milliseconds: Record<string, number>) => async () => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds[tf.getBackend()]));
  };

  test.each([
    [
      "engram",
      { tensorflow: 60, engram: 1 },
      /^Backend: engram \(.+\); not tensorflow on a GPU: \d.* ms for a step that takes \d.* ms here$/,
    ],
    [
      "tensorflow",
      { tensorflow: 1, engram: 60 },
      /^Backend: tensorflow on a GPU; not engram \(.+\): \d.* ms for a step that takes \d.* ms here$/,
    ],
  ])("takes %s where that is faster, and says both times", async (winner, times, line) => {
    tf.registerBackend("tensorflow", onGpu);
    const choice = await chooseBackend({ trial: taking(times) });
    expect(choice.backend).toBe(winner);
    expect(tf.getBackend()).toBe(winner);
    expect(describeBackend(choice)).toMatch(line);
  });

  test("is not run where there is no GPU, or where a backend is asked for", async () => {
    const trial = vi.fn(async () => {});
    await chooseBackend({ trial });
    tf.registerBackend("tensorflow", onGpu);
    await chooseBackend({ backend: "tensorflow", trial });
    expect(trial).not.toHaveBeenCalled();
  });

  test("that fails on the GPU is a reason against it", async () => {
    tf.registerBackend("tensorflow", onGpu);
    const trial = async () => {
      if (tf.getBackend() === "tensorflow") throw new Error("out of memory");
    };
    const choice = await chooseBackend({ trial });
    expect(choice.backend).toBe("engram");
    expect(choice.skipped).toContainEqual({ runs: "tensorflow on a GPU", reason: "out of memory" });
  });
});

describe("tensorflow", () => {
  test("is taken where it is asked for and its package loads", async () => {
    vi.stubEnv("ENGRAM_TFJS_NODE", fakeTfjsNode("works", { native: "" }));
    const choice = await chooseBackend({ backend: "tensorflow" });
    expect(choice).toMatchObject({ backend: "tensorflow", runs: "tensorflow on the CPU" });
    expect(loadedFakes()).toContain("works");
    expect(tf.getBackend()).toBe("tensorflow");
  });

  test("says that it runs on a GPU when it does, whichever package brought it", async () => {
    vi.stubEnv("ENGRAM_TFJS_NODE", fakeTfjsNode("gpu", { native: "", gpu: true }));
    expect((await chooseBackend({ backend: "tensorflow" })).runs).toBe("tensorflow on a GPU");
  });

  test("is used as it is when the program itself has loaded it", async () => {
    tf.registerBackend("tensorflow", () => tf.findBackend("cpu"));
    expect(await chooseBackend({ backend: "tensorflow" })).toEqual({
      backend: "tensorflow",
      runs: "tensorflow on the CPU",
      skipped: [{ runs: "tensorflow on a GPU", reason: "it found no GPU" }],
    });
  });

  // The package registers its kernels before it looks for its native part; the next one would print a line for each.
  test("is not loaded at all without its native part, or with one that does not load", async () => {
    expect(await reasonAgainst(fakeTfjsNode("bare", {}))).toBe(
      "its native part is missing: it was not downloaded or built",
    );
    const native = 'throw new Error("libcudart.so.11: cannot open shared object file.\\nsecond line")';
    expect(await reasonAgainst(fakeTfjsNode("unloadable", { native }))).toBe(
      "libcudart.so.11: cannot open shared object file",
    );
    expect(loadedFakes()).not.toContain("bare");
    expect(loadedFakes()).not.toContain("unloadable");
  });

  test("is not loaded when it would bring a second TensorFlow.js", async () => {
    expect(await reasonAgainst(fakeTfjsNode("second", { native: "", ownTfjs: true }))).toMatch(
      /^it brings its own copy of @tensorflow\/tfjs, .*second.node_modules.@tensorflow.tfjs.index\.js/,
    );
    expect(loadedFakes()).not.toContain("second");
  });

  test("gives a reason of one short line however long the error is", async () => {
    const native = 'throw new Error("x".repeat(5000))';
    expect(await reasonAgainst(fakeTfjsNode("long", { native }))).toBe(`${"x".repeat(199)}…`);
  });

  test("computes and differentiates, where ENGRAM_TFJS_NODE names a build of it", async () => {
    vi.stubEnv("ENGRAM_TFJS_NODE", BUILT_TFJS_NODE);
    let name = "tensorflow";
    try {
      await chooseBackend({ backend: name });
    } catch (error) {
      console.warn(`checked on wasm alone: ${(error as Error).message}`);
      name = "wasm";
      await chooseBackend({ backend: name });
    }
    const gradient = tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, 2]));
    expect([...gradient.dataSync()]).toEqual([2, 4]);
    expect(tf.getBackend()).toBe(name);
  });
});
