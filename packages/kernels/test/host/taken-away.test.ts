import { describe, expect, test } from "vitest";
import { BUILD_NAMES } from "../../src/node/index.ts";
import { runChild } from "../support/run-child.ts";

interface Described {
  readonly build: string;
  readonly threads: number;
  readonly skipped: readonly { readonly build: string; readonly reason: string }[];
  readonly isRight: boolean;
  readonly error?: string;
}

const describeChild = async (options: Parameters<typeof runChild>[1]) =>
  (await runChild("describe-child.ts", options)) as Described;

const reasonsOf = ({ skipped }: Described) => skipped.map(({ build, reason }) => `${build}: ${reason}`);

describe("a process", () => {
  test("with all it can have runs on three threads", async () => {
    expect(await describeChild({})).toMatchObject({ threads: 3, isRight: true });
  });

  test("without SharedArrayBuffer runs the unshared build on one thread", async () => {
    const described = await describeChild({ given: ["SharedArrayBuffer"] });
    expect(described).toMatchObject({ build: "wasm-single-relaxed", threads: 1, isRight: true });
    const shared = BUILD_NAMES.slice(0, BUILD_NAMES.indexOf("wasm-single-relaxed"));
    expect(reasonsOf(described)).toEqual(shared.map((build) => `${build}: there is no shared memory here`));
  });

  test("whose addons and workers are forbidden (Node's permissions) runs WebAssembly on one thread", async () => {
    const isNamed = process.allowedNodeEnvironmentFlags.has("--permission");
    const permission = isNamed ? "--permission" : "--experimental-permission";
    const described = await describeChild({ node: [permission, "--allow-fs-read=*"] });
    expect(described).toMatchObject({ build: "wasm-relaxed", threads: 1, isRight: true });
    const [first, ...others] = reasonsOf(described);
    expect(first).toMatch(/^native-\w+: .*(disabled|restricted)/);
    expect(others.at(-1)).toMatch(/^wasm-relaxed on 3 threads: 2 missing: .*restricted/);
  });

  test("on a processor without SIMD has no build, and says why for each", async () => {
    const { error } = await describeChild({ node: ["--no-addons", "--no-enable-sse4-1"] });
    expect(error).toMatch(/^Error: createKernels: expected a build to run, but it does not \(native-\w+: /);
    expect(error).toMatch(/wasm-simd: there is no SIMD here; .*wasm-single: there is no SIMD here\)$/);
  });

  test("without WebAssembly has no build, and says why for each", async () => {
    const { error } = await describeChild({ given: ["WebAssembly"] });
    expect(error).toMatch(/wasm-single: there is no SIMD here\)$/);
  });

  test("that has no addresses left says so for each build", async () => {
    const { error } = await describeChild({ shell: "ulimit -v 5000000" });
    expect(error).toMatch(/wasm-single: no memory could be reserved: .*could not allocate memory\)$/);
  });
});
