import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUILD_NAMES, type BuildName } from "../../src/build-name.ts";
import type { Host } from "../../src/host.ts";
import { loadNative } from "../../src/node/load-native.ts";
import { nodeHost } from "../../src/node/node-host.ts";
import { type KernelsOptions, startKernels } from "../../src/start-kernels.ts";
import { MANY, squares } from "../support/small-command.ts";

const ADDON = fileURLToPath(new URL("../../build/kernels.node", import.meta.url));
const GIB = 2 ** 30;

/** What starts on this machine with some of it changed; that it computes is checked too. */
async function start(changed: Partial<Host>, options: KernelsOptions = {}) {
  const kernels = await startKernels({ ...nodeHost(), ...changed }, { threads: 2, ...options });
  const { build, threads, skipped } = kernels;
  const sum = squares(kernels, MANY);
  kernels.dispose();
  expect(sum).toBe(9 * MANY);
  return { build, threads, reasons: skipped.map((each) => `${each.build}: ${each.reason}`) };
}

const native = BUILD_NAMES.filter((name) => name.startsWith("native"));
const eachNative = (reason: string) => native.map((build) => `${build}: ${reason}`);

describe("what cannot run is passed over for the next best, with its reason", () => {
  test("no relaxed SIMD", async () => {
    expect(await start({ loadNative: undefined, relaxedSimd: false })).toEqual({
      build: "wasm-simd",
      threads: 2,
      reasons: [...eachNative("native code needs Node"), "wasm-relaxed: there is no relaxed SIMD here"],
    });
  });

  test("no shared memory", async () => {
    const { build, threads, reasons } = await start({ sharedMemory: false });
    expect([build, threads]).toEqual(["wasm-single-relaxed", 1]);
    expect(reasons).toEqual([
      ...eachNative("there is no shared memory here"),
      "wasm-relaxed: there is no shared memory here",
      "wasm-simd: there is no shared memory here",
    ]);
  });

  test("neither shared memory nor relaxed SIMD", async () => {
    const { build, threads } = await start({ sharedMemory: false, relaxedSimd: false });
    expect([build, threads]).toEqual(["wasm-single", 1]);
  });

  test("no SIMD: nothing runs unasked, and the reference where it is asked for", async () => {
    const without = { loadNative: undefined, simd: false, relaxedSimd: false };
    await expect(start(without)).rejects.toThrow(
      /^createKernels: expected a build to run, but it does not \(native-\w+: native code needs Node; .*wasm-single: there is no SIMD here\)$/,
    );
    expect((await start(without, { build: "reference" })).build).toBe("reference");
  });

  test("no workers", async () => {
    expect(await start({ loadNative: undefined, startWorker: undefined })).toEqual({
      build: "wasm-relaxed",
      threads: 1,
      reasons: [
        ...eachNative("native code needs Node"),
        "wasm-relaxed on 2 threads: 1 missing: there are no workers here",
      ],
    });
  });

  test("a build that was asked for is that one or an error", async () => {
    for (const build of BUILD_NAMES.filter((name) => !name.startsWith("native"))) {
      expect((await start({}, { build })).build).toBe(build);
    }
    await expect(start({ relaxedSimd: false }, { build: "wasm-relaxed" })).rejects.toThrow(
      "createKernels: expected wasm-relaxed to run, but it does not (wasm-relaxed: there is no relaxed SIMD here)",
    );
    await expect(start({}, { build: "wasm-fast" as BuildName })).rejects.toThrow(
      "createKernels: expected a build of",
    );
  });
});

describe("an addon that does not load", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kernels-addon-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** An addon of these bytes, with the stamp that a build of them has, or with that of the true one. */
  function addonOf(bytes: Uint8Array, { stamped = true } = {}): string {
    const path = join(folder, "kernels.node");
    writeFileSync(path, bytes);
    const hash = createHash("sha256").update(bytes).digest("hex");
    writeFileSync(`${path}.stamp`, stamped ? `${hash} ` : readFileSync(`${ADDON}.stamp`));
    return path;
  }

  async function expectReason(path: string, reason: RegExp): Promise<void> {
    const { build, threads, reasons } = await start({ loadNative: (name) => loadNative(name, path) });
    expect([build, threads]).toEqual(["wasm-relaxed", 2]);
    expect(reasons.length).toBe(native.length);
    for (const each of reasons) expect(each).toMatch(reason);
  }

  test("because it was never built", async () => {
    await expectReason(join(folder, "none.node"), /it was not built: at install there was no C compiler/);
  });

  test.each([0, 100, 5000, -1])("because only %d bytes of it are there", async (length) => {
    const bytes = readFileSync(ADDON).subarray(0, length);
    await expectReason(addonOf(bytes, { stamped: false }), /its file is not as it was built/);
  });

  test("because a byte of it changed", async () => {
    const bytes = readFileSync(ADDON);
    bytes[bytes.length >> 1] ^= 1;
    await expectReason(addonOf(bytes, { stamped: false }), /its file is not as it was built/);
  });

  test("because it is of another processor", async () => {
    const bytes = readFileSync(ADDON);
    // e_machine of the ELF header: a PowerPC.
    bytes.writeUInt16LE(20, 18);
    await expectReason(addonOf(bytes), /shared object|ELF|image|machine/i);
  });

  test("because it is of another system", async () => {
    await expectReason(addonOf(Buffer.from("MZ and so on".repeat(100))), /invalid ELF header|image/i);
  });
});

describe("a memory of 4 GiB that is refused", () => {
  const granting = (most: number) => (wanted: WebAssembly.MemoryDescriptor) => {
    if ((wanted.maximum ?? 0) * 65_536 > most) throw new RangeError("could not allocate memory");
    return new WebAssembly.Memory(wanted);
  };

  test.each([2 * GIB, GIB, GIB / 4, GIB / 16])(
    "is one of %d bytes instead, in which nothing more fits",
    async (most) => {
      const host = { ...nodeHost(), createMemory: granting(most) };
      const kernels = await startKernels(host, { build: "wasm-simd", threads: 2 });
      expect(kernels.skipped).toEqual([
        {
          build: "wasm-simd with 4096 MiB",
          reason: `could not allocate memory; it has ${most / 2 ** 20} MiB`,
        },
      ]);
      expect(squares(kernels, MANY)).toBe(9 * MANY);
      expect(() => kernels.heap.allocate(most)).toThrow(`of at most ${most} bytes are in use`);
      kernels.dispose();
    },
  );

  test("to the last is a reason for each build", async () => {
    await expect(start({ createMemory: granting(GIB / 32) })).rejects.toThrow(
      /wasm-single: no memory could be reserved: could not allocate memory\)$/,
    );
  });

  test("is no matter where a smaller one was asked for", async () => {
    const { reasons } = await start(
      { createMemory: granting(GIB) },
      { build: "wasm-simd", maximumBytes: GIB },
    );
    expect(reasons).toEqual([]);
  });
});

test.each([2 ** 22 - 1, 2 ** 32 + 1, Number.NaN, -1])(
  "a heap of at most %d bytes is refused",
  async (maximumBytes) => {
    await expect(start({}, { maximumBytes })).rejects.toThrow(
      `createKernels: expected maximumBytes in [2^22, 2^32], got ${maximumBytes}`,
    );
  },
);
