import { delimiter } from "node:path";
import { expect, test } from "vitest";
import { engramProvider } from "../src/implementations/engram-provider.ts";
import { pythonInterpreters } from "../src/implementations/find-python.ts";
import { onnxRuntimeProvider, tfjsNodeProvider } from "../src/implementations/javascript-providers.ts";
import { pythonProvider } from "../src/implementations/python-provider.ts";
import { selectJobs } from "../src/jobs/jobs.ts";

const cores = 2;
const [textbook] = selectJobs(["textbook-h128"], { cores, quick: false });
const [float32, int8] = selectJobs(["token-h128-l1"], { cores, quick: false });
const [scaling] = selectJobs(["scaling-t-10"], { cores, quick: false });
const builds = ["native-avx2", "wasm-relaxed", "wasm-simd", "wasm-single", "reference"];
const ours = engramProvider({ builds, onBackends: true, cores, child: ["node"], tfjsNode: undefined });

test("each build on all threads and on one, the single ones on one", () => {
  expect(ours.offers(textbook).map(({ name }) => name)).toEqual([
    "engram native-avx2, 2 threads",
    "engram native-avx2, 1 thread",
    "engram wasm-relaxed, 2 threads",
    "engram wasm-relaxed, 1 thread",
    "engram wasm-simd, 2 threads",
    "engram wasm-simd, 1 thread",
    "engram wasm-single, 1 thread",
    "engram reference, 1 thread",
    "engram on tfjs wasm, 1 thread",
  ]);
});

test("the reference runs small jobs only, and says so", () => {
  const reference = (job: typeof textbook) => ours.offers(job).find(({ name }) => name.includes("reference"));
  expect(reference(textbook)).toMatchObject({ reason: expect.stringContaining("at most 0.2 G operations") });
  expect(reference(float32)).toMatchObject({ settings: { build: "reference" } });
});

test("builds that are named leave out TensorFlow.js' backends", () => {
  const named = engramProvider({
    builds: ["wasm-simd"],
    onBackends: false,
    cores,
    child: ["node"],
    tfjsNode: "x",
  });
  expect(named.offers(textbook).map(({ name }) => name)).toEqual([
    "engram wasm-simd, 2 threads",
    "engram wasm-simd, 1 thread",
  ]);
});

test("a series of sizes runs on the fastest builds and PyTorch alone", () => {
  expect(ours.offers(scaling).map(({ name }) => name)).toEqual([
    "engram native-avx2, 2 threads",
    "engram wasm-relaxed, 2 threads",
  ]);
  expect(pythonProvider("jax", "python", cores).offers(scaling)).toEqual([]);
  expect(pythonProvider("pytorch", "python", cores).offers(scaling)).toHaveLength(1);
});

test("PyTorch is measured on all threads and on one", () => {
  const offers = pythonProvider("pytorch", "python", cores).offers(textbook);
  expect(offers).toMatchObject([
    { name: "pytorch, 2 threads", settings: { threads: 2 } },
    { name: "pytorch, 1 thread", settings: { threads: 1 } },
  ]);
});

test("a peer that is not there, or cannot do a job, says so", () => {
  const javaScript = { cores, child: ["node"] };
  expect(pythonProvider("keras", undefined, cores).offers(textbook)).toMatchObject([
    { reason: "no Python here has keras (pnpm bench:peers, or ENGRAM_PYTHON)" },
  ]);
  expect(pythonProvider("keras", "python", cores).offers(int8)).toMatchObject([
    { reason: "it has no int8 LSTM" },
  ]);
  expect(tfjsNodeProvider(javaScript, undefined).offers(textbook)).toMatchObject([
    { reason: expect.stringContaining("it is not built") },
  ]);
  expect(onnxRuntimeProvider(javaScript, undefined).offers(float32)).toMatchObject([
    { reason: "it is not installed (pnpm bench:peers)" },
    { reason: "it is not installed (pnpm bench:peers)" },
  ]);
  expect(onnxRuntimeProvider(javaScript, "folder").offers(textbook)).toEqual([]);
});

test("several interpreters, as in PATH", () => {
  expect(pythonInterpreters(["/a/python", "", "/b/python"].join(delimiter))).toEqual([
    "/a/python",
    "/b/python",
  ]);
});
