import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { buildNative } from "../../build-tools/native.mjs";

/** As little as can be built: each instruction set says its name. */
const KERNELS = `#define NAME_OF(isa) int isa##_is_here(void) { return 1; }
#define NAME(isa) NAME_OF(isa)
NAME(ENGRAM_ISA)
`;
const ADDON = `#include <stddef.h>
int baseline_is_here(void);
__attribute__((visibility("default"))) void *napi_register_module_v1(void *env, void *exports) {
  (void)env;
  return baseline_is_here() ? exports : NULL;
}
`;
const SOURCES = { "kernels.c": KERNELS, "addon.c": ADDON };
const SKIPPED = (reason: string) => `no native build (${reason}): WebAssembly runs instead`;

let root: string;
let target: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "kernels-native-"));
  target = join(root, "build", "kernels.node");
  mkdirSync(join(root, "c"));
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(root, "c", name), text);
  vi.stubEnv("CC", undefined);
  vi.stubEnv("ENGRAM_CC", undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** Builds with this compiler, given as ENGRAM_CC. */
async function buildWith(compiler: string | undefined): Promise<string> {
  vi.stubEnv("ENGRAM_CC", compiler);
  const { built, line } = await buildNative(root, SOURCES);
  expect(existsSync(target)).toBe(built);
  expect(existsSync(`${target}.stamp`)).toBe(built);
  if (built) {
    expect(typeof createRequire(import.meta.url)(target)).toBe("object");
    expect(readdirSync(join(root, "build")).sort()).toEqual(["kernels.node", "kernels.node.stamp"]);
  }
  return line;
}

/** A compiler that is a shell script, which may go on with the true one. */
function scriptedCompiler(script: string, name = "scripted-cc"): string {
  const path = join(root, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("a native build", () => {
  test("has the compiler's default and what it knows beyond", async () => {
    expect(await buildWith(undefined)).toMatch(/^native build for (\w+, )*baseline$/);
  });

  test("is not made again where nothing changed, and is where the compiler or its file did", async () => {
    await buildWith("cc");
    const { mtimeMs } = statSync(target);
    expect(await buildWith("cc")).toBe("native build is up to date");
    expect(statSync(target).mtimeMs).toBe(mtimeMs);
    expect(
      await buildWith(scriptedCompiler('[ "$1" = --version ] && echo another && exit; exec cc "$@"')),
    ).toMatch(/^native build for/);
    writeFileSync(target, "cut");
    expect(
      await buildWith(scriptedCompiler('[ "$1" = --version ] && echo another && exit; exec cc "$@"')),
    ).toMatch(/^native build for/);
  });

  test("is left out where none is wanted, and one that was there is removed", async () => {
    await buildWith("cc");
    expect(await buildWith("none")).toBe(SKIPPED("ENGRAM_CC=none"));
  });

  test("is left out where no compiler runs", async () => {
    expect(await buildWith("no-such-compiler")).toBe(SKIPPED("no-such-compiler: does not run"));
    expect(await buildWith(scriptedCompiler("exit 1"))).toMatch(/scripted-cc: does not run/);
    vi.stubEnv("PATH", root);
    vi.stubEnv("ENGRAM_CC", undefined);
    expect((await buildNative(root, SOURCES)).line).toBe(SKIPPED("cc, gcc, clang: does not run"));
  });

  test("is left out where the compiler fails, with its first error", async () => {
    const failing = scriptedCompiler(
      '[ "$1" = --version ] && exit; echo "In file x:" >&2; echo "x.c:1: error: no headers" >&2; exit 1',
    );
    expect(await buildWith(failing)).toBe(SKIPPED("the compiler failed: x.c:1: error: no headers"));
  });

  test("is left out where the linker fails", async () => {
    const failing = scriptedCompiler(
      '[ "$1" = --version ] && exit; case "$*" in *-shared*) echo "ld: cannot find -lc" >&2; exit 1;; esac; exec cc "$@"',
    );
    expect(await buildWith(failing)).toBe(SKIPPED("the linker failed: ld: cannot find -lc"));
  });

  test("has fewer instruction sets where the compiler is old", async () => {
    const old = scriptedCompiler(
      'case "$*" in *avx512*) echo "error: unrecognized option" >&2; exit 1;; esac; exec cc "$@"',
    );
    const [, names] =
      (await buildWith(old)).match(/^native build for ([^(]*), not \w+ \(error: unrecognized option\)/) ?? [];
    expect(names).toMatch(/baseline/);
    expect(names).not.toMatch(/avx512/);
  });

  test.each(["cc -g0", "  env cc", "env LC_ALL=C cc -pipe"])(
    "takes a compiler with arguments: %j",
    async (compiler) => {
      expect(await buildWith(compiler)).toMatch(/^native build for/);
    },
  );

  test("takes a compiler whose path has spaces", async () => {
    expect(await buildWith(scriptedCompiler('exec cc "$@"', "my own cc"))).toMatch(/^native build for/);
  });

  test("takes CC, unless ENGRAM_CC says something else", async () => {
    vi.stubEnv("CC", "none");
    expect(await buildWith(undefined)).toBe(SKIPPED("ENGRAM_CC=none"));
    expect(await buildWith("cc")).toMatch(/^native build for/);
  });

  test("is left out where it cannot be written", async () => {
    writeFileSync(join(root, "build"), "a file where the folder should be");
    const { built, line } = await buildNative(root, SOURCES);
    expect(built).toBe(false);
    expect(line).toMatch(/^no native build \(.*(EEXIST|ENOTDIR).*\): WebAssembly runs instead$/);
  });

  test.each(["win32"])("is left out on %s", async (platform) => {
    vi.stubGlobal("process", { ...process, platform, env: process.env });
    expect((await buildNative(root, SOURCES)).line).toBe(SKIPPED("not on Windows yet"));
    vi.unstubAllGlobals();
  });
});
