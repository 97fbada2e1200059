import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Checkpoint } from "../src/index.ts";
import { createFolderCheckpoints } from "../src/node/index.ts";
import { plainCodec } from "./support/plain-codec.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "folder-checkpoints-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function checkpoint(value: number): Checkpoint {
  return {
    arrays: {
      "model.kernel": { shape: [2, 3], data: Float32Array.of(value, 1, 2, 3, 4, 5) },
      "carry.ids": { shape: [2], data: Int32Array.of(7, value) },
    },
    metadata: { format: "a test", run: JSON.stringify({ value }) },
  };
}

describe("a folder", () => {
  test("gives back what was saved, each kind by itself, also to another store", async () => {
    const directory = join(folder, "made", "when needed");
    const store = createFolderCheckpoints(directory, plainCodec);
    expect(await store.load("last")).toBeUndefined();
    await store.save("last", checkpoint(1));
    await store.save("best", checkpoint(2));
    await store.save("last", checkpoint(3));
    const again = createFolderCheckpoints(directory, plainCodec);
    expect(await again.load("last")).toEqual(checkpoint(3));
    expect(await again.load("best")).toEqual(checkpoint(2));
    expect(readdirSync(directory).sort()).toEqual(["best.safetensors", "last.safetensors"]);
  });

  test("has files with the extension that was asked for", async () => {
    await createFolderCheckpoints(folder, plainCodec, { extension: "json" }).save("best", checkpoint(1));
    expect(readdirSync(folder)).toEqual(["best.json"]);
  });

  test("loses what killed writes left, and nothing else", async () => {
    const leftover = `last.safetensors.${"0123abcd-0123-4abc-8abc-0123456789ab"}.temporary`;
    const real = "best.safetensors.6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b.temporary";
    for (const name of [leftover, real, "notes.txt", "best.safetensors.temporary"]) {
      writeFileSync(join(folder, name), "half a file");
    }
    await createFolderCheckpoints(folder, plainCodec).save("last", checkpoint(1));
    expect(readdirSync(folder).sort()).toEqual([
      "best.safetensors.temporary",
      "last.safetensors",
      "notes.txt",
    ]);
  });
});

describe("a damaged file is an error that names it", () => {
  const path = () => join(folder, "last.safetensors");

  test("cut short anywhere", async () => {
    const store = createFolderCheckpoints(folder, plainCodec);
    await store.save("last", checkpoint(1));
    const whole = readFileSync(path());
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(path(), whole.subarray(0, length));
      await expect(store.load("last")).rejects.toThrow(
        `createFolderCheckpoints: expected a whole checkpoint in ${path()}, got`,
      );
    }
  });

  test("with one number changed", async () => {
    const store = createFolderCheckpoints(folder, plainCodec);
    await store.save("last", checkpoint(1));
    const bytes = readFileSync(path());
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(path(), bytes);
    await expect(store.load("last")).rejects.toThrow(
      /last\.safetensors, got SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}/,
    );
  });

  test("without a hash, as from elsewhere", async () => {
    const { arrays, metadata } = checkpoint(1);
    writeFileSync(path(), plainCodec.encode({ ...arrays }, { ...metadata }));
    await expect(createFolderCheckpoints(folder, plainCodec).load("last")).rejects.toThrow(
      /last\.safetensors, got SHA-256 [0-9a-f]{64} instead of undefined/,
    );
  });
});

describe("a place that cannot be written or read is an error that names it", () => {
  test("below a file", async () => {
    writeFileSync(join(folder, "file"), "");
    const store = createFolderCheckpoints(join(folder, "file", "checkpoints"), plainCodec);
    const path = join(folder, "file", "checkpoints", "last.safetensors");
    await expect(store.save("last", checkpoint(1))).rejects.toThrow(
      `createFolderCheckpoints: expected to write ${path}, got ENOTDIR`,
    );
    await expect(store.load("last")).rejects.toThrow(
      `createFolderCheckpoints: expected to read ${path}, got ENOTDIR`,
    );
  });
});
