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
  vi.stubEnv("ENGRAM_TFJS_NODE", join(root, "nowhere"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await tf.setBackend("cpu");
  if (tf.findBackendFactory("tensorflow") != null) tf.removeBackend("tensorflow");
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
  const { skipped } = await chooseBackend();
  return skipped.find(({ runs }) => runs === "tensorflow on the CPU")?.reason;
}

describe("the choice in Node", () => {
  test("is wasm where tensorflow does not load, its module found without help, and one line says why", async () => {
    const choice = await chooseBackend();
    expect(choice.backend).toBe("wasm");
    expect(choice.skipped.map(({ runs }) => runs)).toEqual(["tensorflow on a GPU", "tensorflow on the CPU"]);
    expect(tf.mul(2, 3).dataSync()[0]).toBe(6);
    const line = describeBackend(choice);
    expect(line).toMatch(
      /^Backend: wasm; not tensorflow on a GPU: .+; not tensorflow on the CPU: .*nowhere is not installed$/,
    );
    expect(line).not.toContain("\n");
  });

  test("follows the option, then ENGRAM_BACKEND, and an empty one is none", async () => {
    vi.stubEnv("ENGRAM_BACKEND", "cpu");
    expect((await chooseBackend()).backend).toBe("cpu");
    expect((await chooseBackend({ backend: "wasm" })).backend).toBe("wasm");
    expect((await chooseBackend({ backend: undefined })).backend).toBe("cpu");
    vi.stubEnv("ENGRAM_BACKEND", "");
    expect((await chooseBackend()).backend).toBe("wasm");
  });

  test("lists what would run when the one asked for does not", async () => {
    await expect(chooseBackend({ backend: "tensorflow" })).rejects.toThrow(
      /^chooseBackend: expected tensorflow to run, but it does not\. Available: wasm, cpu\. Not available: tensorflow on a GPU \(.+\); tensorflow on the CPU \(.+ is not installed\)\.$/,
    );
    await expect(chooseBackend({ backend: "webgl" })).rejects.toThrow(
      'chooseBackend: expected a backend of tensorflow, wasm, cpu, got "webgl". Available: wasm, cpu.',
    );
  });
});

describe("tensorflow", () => {
  test("is taken before wasm where its package loads", async () => {
    vi.stubEnv("ENGRAM_TFJS_NODE", fakeTfjsNode("works", { native: "" }));
    const choice = await chooseBackend();
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
    expect(await chooseBackend()).toEqual({
      backend: "tensorflow",
      runs: "tensorflow on the CPU",
      skipped: [],
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
