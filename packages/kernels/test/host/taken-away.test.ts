import { describe, expect, test } from "vitest";
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
    expect(reasonsOf(described)).toEqual([
      "native-avx512: there is no shared memory here",
      "native-avx2: there is no shared memory here",
      "native-baseline: there is no shared memory here",
      "wasm-relaxed: there is no shared memory here",
      "wasm-simd: there is no shared memory here",
    ]);
  });

  test("whose addons and workers are forbidden (Node's permissions) runs WebAssembly on one thread", async () => {
    const described = await describeChild({ node: ["--experimental-permission", "--allow-fs-read=*"] });
    expect(described).toMatchObject({ build: "wasm-relaxed", threads: 1, isRight: true });
    const [first, ...others] = reasonsOf(described);
    expect(first).toMatch(/^native-avx512: .*(disabled|restricted)/);
    expect(others.at(-1)).toMatch(/^wasm-relaxed on 3 threads: 2 missing: .*restricted/);
  });

  test("on a processor without SIMD has no build, and says why for each", async () => {
    const { error } = await describeChild({ node: ["--no-addons", "--no-enable-sse4-1"] });
    expect(error).toMatch(
      /^Error: createKernels: expected a build to run, but it does not \(native-avx512: /,
    );
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
