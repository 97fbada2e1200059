import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closure, install, pack, run, tarball } from "./support/newcomer.ts";

const workplace = mkdtempSync(join(tmpdir(), "engram-kernels-install-"));
const [kernels] = closure("kernels");
const PROGRAM = `
  import { createKernels } from "@engram/kernels/node";
  const { build, threads, skipped } = await createKernels({ threads: 2 });
  console.log(JSON.stringify({ build, threads, reasons: skipped.map(({ reason }) => reason) }));
`;

beforeAll(() => {
  expect(existsSync(join(kernels.folder, "dist", "node.js")), "kernels is built (pnpm build)").toBe(true);
  pack(workplace, kernels);
}, 120_000);
afterAll(() => rmSync(workplace, { recursive: true, force: true }));

/** Installs the packed kernels into an empty folder and runs a program there. */
async function newcomer(name: string, environment: Record<string, string>, flags: string[] = []) {
  const empty = join(workplace, name);
  const said = await install(empty, [tarball(workplace, kernels)], {
    flags: ["--foreground-scripts", ...flags],
    env: environment,
  });
  writeFileSync(join(empty, "program.js"), PROGRAM);
  const env = { ...process.env, ...environment };
  const { stdout } = await run(process.execPath, ["program.js"], { cwd: empty, env });
  return { said, ...JSON.parse(stdout) } as {
    said: string;
    build: string;
    threads: number;
    reasons: string[];
  };
}

describe("kernels, installed into an empty folder", () => {
  test("run natively where there is a compiler", async () => {
    const { said, build, threads } = await newcomer("compiler", { ENGRAM_CC: "", CC: "" });
    expect(said).toMatch(/^kernels: native build for .*baseline/m);
    expect([build.startsWith("native-"), threads]).toEqual([true, 2]);
  }, 240_000);

  test("run as WebAssembly where there is none, and the install says so in one line", async () => {
    const { said, build, threads, reasons } = await newcomer("none", { ENGRAM_CC: "no-such-compiler" });
    expect(said.match(/^kernels: .*$/gm)).toEqual([
      "kernels: no native build (no-such-compiler: does not run): WebAssembly runs instead",
    ]);
    expect([build, threads]).toEqual(["wasm-relaxed", 2]);
    expect(new Set(reasons)).toEqual(new Set(["it was not built: at install there was no C compiler"]));
  }, 240_000);

  test("run as WebAssembly where install scripts are off", async () => {
    const { said, build } = await newcomer("no-scripts", {}, ["--ignore-scripts"]);
    expect(said).not.toMatch(/kernels:/);
    expect(build).toBe("wasm-relaxed");
  }, 240_000);
});
