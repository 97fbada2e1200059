import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { chooseBackend } from "@engram/backend";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { LanguageModel } from "../src/index.ts";
import { loadModelFolder, saveModelFolder } from "../src/node/index.ts";

await chooseBackend({ backend: "cpu" });

const disk = vi.hoisted(() => ({
  freeBytes: Number.POSITIVE_INFINITY,
  operationsLeft: Number.POSITIVE_INFINITY,
  afterReading: new Map<string, () => Promise<void>>(),
}));
vi.mock("node:fs/promises", async (importActual) => {
  const actual = await importActual<typeof import("node:fs/promises")>();
  /** A killed process does nothing more, so after the last operation none works. */
  const live = () => {
    if (disk.operationsLeft-- <= 0) throw new Error("killed");
  };
  return {
    ...actual,
    /** Writes what still fits, then fails as a full disk does. */
    async writeFile(path: string, bytes: Uint8Array, options: object) {
      live();
      const fits = Math.min(bytes.length, disk.freeBytes);
      disk.freeBytes -= fits;
      await actual.writeFile(path, bytes.subarray(0, fits), options);
      if (fits < bytes.length)
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    },
    /** After a file was read, what is to happen then happens, once. */
    async readFile(path: string) {
      const bytes = await actual.readFile(path);
      const name = basename(path);
      const happening = disk.afterReading.get(name);
      disk.afterReading.delete(name);
      await happening?.();
      return bytes;
    },
    async rename(from: string, to: string) {
      live();
      await actual.rename(from, to);
    },
    async rm(path: string, options: object) {
      live();
      await actual.rm(path, options);
    },
  };
});

const root = mkdtempSync(join(tmpdir(), "engram-model-folder-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let directory = root;
let count = 0;
beforeEach(() => {
  directory = join(root, `${count++}`, "nested");
  disk.freeBytes = Number.POSITIVE_INFINITY;
  disk.operationsLeft = Number.POSITIVE_INFINITY;
});

const model = LanguageModel.create({ vocabularySize: 5, hiddenSizes: [4] }, { seed: 1 });
const other = LanguageModel.create({ vocabularySize: 5, hiddenSizes: [4] }, { seed: 2 });
const loadedNumbers = (loaded: Awaited<ReturnType<typeof loadModelFolder>>) => [
  ...loaded.model.parameters["lstm.0.forward.kernel"].dataSync(),
];
const numbersOf = (some: LanguageModel) => [...some.parameters["lstm.0.forward.kernel"].dataSync()];

describe("a model folder", () => {
  test("gives back what was saved, and holds nothing else", async () => {
    await saveModelFolder(directory, { model, tokenizerJson: { a: 1 }, card: "# Card\n" });
    expect(readdirSync(directory).sort()).toEqual([
      "README.md",
      "config.json",
      "model.safetensors",
      "tokenizer.json",
    ]);
    const loaded = await loadModelFolder(directory);
    expect(loadedNumbers(loaded)).toEqual(numbersOf(model));
    expect(loaded.tokenizerJson).toEqual({ a: 1 });
    expect(loaded.card).toBe("# Card\n");
  });

  test("saved over another one is the new model; its tokenizer does not stay", async () => {
    await saveModelFolder(directory, { model, tokenizerJson: {} });
    await saveModelFolder(directory, { model: other });
    const loaded = await loadModelFolder(directory);
    expect(loadedNumbers(loaded)).toEqual(numbersOf(other));
    expect("tokenizerJson" in loaded).toBe(false);
  });
});

describe("a save that fails leaves the old model", () => {
  test("on a disk that is full after any number of bytes", async () => {
    await saveModelFolder(directory, { model, tokenizerJson: {}, card: "old" });
    const before = readdirSync(directory);
    const bytes = before.reduce((sum, name) => sum + readFileSync(join(directory, name)).length, 0);
    for (let freeBytes = 0; freeBytes < bytes; freeBytes += 37) {
      disk.freeBytes = freeBytes;
      await expect(
        saveModelFolder(directory, { model: other, tokenizerJson: {}, card: "new" }),
      ).rejects.toThrow(`saveModelFolder: ${directory} could not be written: ENOSPC`);
      expect(readdirSync(directory)).toEqual(before);
      const loaded = await loadModelFolder(directory);
      expect(loadedNumbers(loaded)).toEqual(numbersOf(model));
      expect(loaded.card).toBe("old");
      loaded.model.dispose();
    }
  });

  test.each<[string, { tokenizerJson?: string }, { tokenizerJson?: string }]>([
    ["one with a tokenizer by another", { tokenizerJson: "old" }, { tokenizerJson: "new" }],
    ["one without a tokenizer by one with", {}, { tokenizerJson: "new" }],
    ["one with a tokenizer by one without", { tokenizerJson: "old" }, {}],
  ])("or the new one, wherever the process is killed that replaces %s", async (_, before, after) => {
    const seen = new Set<string>();
    let isDone = false;
    for (let operations = 0; !isDone; operations++) {
      disk.operationsLeft = Number.POSITIVE_INFINITY;
      await saveModelFolder(directory, { model, ...before });
      disk.operationsLeft = operations;
      isDone = await saveModelFolder(directory, { model: other, ...after }).then(
        () => true,
        () => false,
      );
      const loaded = await loadModelFolder(directory);
      const isNew = loadedNumbers(loaded)[0] === numbersOf(other)[0];
      expect(loadedNumbers(loaded)).toEqual(numbersOf(isNew ? other : model));
      expect(loaded.tokenizerJson).toEqual((isNew ? after : before).tokenizerJson);
      seen.add(`${isNew ? "new" : "old"}, ${isDone ? "done" : "killed"}`);
      loaded.model.dispose();
    }
    expect([...seen]).toEqual(["old, killed", "new, killed", "new, done"]);
    expect(readdirSync(directory).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("or the new one, also when saves are killed one after another", async () => {
    await saveModelFolder(directory, { model, tokenizerJson: {} });
    for (let round = 0; round < 60; round++) {
      disk.operationsLeft = (round * 7) % 12;
      await saveModelFolder(directory, { model: round % 2 === 0 ? other : model, tokenizerJson: {} }).catch(
        () => {},
      );
      disk.operationsLeft = Number.POSITIVE_INFINITY;
      (await loadModelFolder(directory)).model.dispose();
    }
  });

  test("in a place that cannot be written to", async () => {
    writeFileSync(join(root, "file"), "");
    await expect(saveModelFolder(join(root, "file", "model"), { model })).rejects.toThrow(
      /saveModelFolder: .*file.model could not be written: ENOTDIR/,
    );
  });

  // The superuser may write anywhere, so there another user tries.
  test("in a folder without the right to write", async () => {
    await saveModelFolder(directory, { model });
    chmodSync(directory, 0o555);
    try {
      const isRoot = process.getuid?.() === 0;
      if (isRoot) process.seteuid?.(65534);
      try {
        await expect(saveModelFolder(directory, { model: other })).rejects.toThrow(
          /could not be written: EACCES/,
        );
      } finally {
        if (isRoot) process.seteuid?.(0);
      }
    } finally {
      chmodSync(directory, 0o755);
    }
    expect(loadedNumbers(await loadModelFolder(directory))).toEqual(numbersOf(model));
  });
});

describe("a load that meets a save", () => {
  test.each(["config.json", "model.safetensors"])("after %s was read gives one whole model", async (name) => {
    await saveModelFolder(directory, { model, tokenizerJson: "old" });
    disk.afterReading.set(name, () => saveModelFolder(directory, { model: other, tokenizerJson: "new" }));
    const loaded = await loadModelFolder(directory);
    expect(disk.afterReading.size).toBe(0);
    expect(loadedNumbers(loaded)).toEqual(numbersOf(other));
    expect(loaded.tokenizerJson).toBe("new");
  });

  test("in the middle of the save gives the new model once config.json is the new one", async () => {
    await saveModelFolder(directory, { model });
    for (let operations = 3; operations < 6; operations++) {
      disk.operationsLeft = Number.POSITIVE_INFINITY;
      await saveModelFolder(directory, { model });
      disk.afterReading.set("config.json", async () => {
        disk.operationsLeft = operations;
        await saveModelFolder(directory, { model: other }).catch(() => {});
      });
      const loaded = loadedNumbers(await loadModelFolder(directory));
      expect([numbersOf(model), numbersOf(other)]).toContainEqual(loaded);
    }
  });

  test("ends with an error where one follows the other without end", async () => {
    await saveModelFolder(directory, { model });
    let saves = 0;
    const saveAgain = async () => {
      await saveModelFolder(directory, { model: saves++ % 2 === 0 ? other : model });
      disk.afterReading.set("config.json", saveAgain);
    };
    disk.afterReading.set("config.json", saveAgain);
    await expect(loadModelFolder(directory)).rejects.toThrow("model.safetensors: expected the SHA-256");
    disk.afterReading.clear();
  });
});

describe("loadModelFolder names the file", () => {
  test("that is not there", async () => {
    await expect(loadModelFolder(directory)).rejects.toThrow(
      `loadModelFolder: ${directory}/config.json: expected the file, got none`,
    );
    await saveModelFolder(directory, { model });
    rmSync(join(directory, "model.safetensors"));
    await expect(loadModelFolder(directory)).rejects.toThrow(
      `${directory}/model.safetensors: expected the file, got none`,
    );
  });

  test("that is cut, or of a wrong size, without reading it", async () => {
    await saveModelFolder(directory, { model });
    const weights = join(directory, "model.safetensors");
    truncateSync(weights, readFileSync(weights).length - 1);
    await expect(loadModelFolder(directory)).rejects.toThrow("model.safetensors: expected the SHA-256");
    truncateSync(weights, 10);
    await expect(loadModelFolder(directory)).rejects.toThrow(
      /model\.safetensors: expected 740 bytes of parameters and a header, .* got 10 bytes/,
    );
    // A sparse file: it has the size and takes no room.
    truncateSync(weights, 2 ** 40);
    await expect(loadModelFolder(directory)).rejects.toThrow("got 1099511627776 bytes");
    truncateSync(join(directory, "config.json"), 2 ** 40);
    await expect(loadModelFolder(directory)).rejects.toThrow(
      "config.json: expected at most 100000 bytes, got 1099511627776",
    );
  });

  test("that is a folder or a device", async () => {
    mkdirSync(join(directory, "config.json"), { recursive: true });
    await expect(loadModelFolder(directory)).rejects.toThrow(
      "config.json: expected a file, got a folder or a device",
    );
    if (process.platform === "win32") return;
    rmSync(join(directory, "config.json"), { recursive: true });
    // Reading it would never end.
    symlinkSync("/dev/zero", join(directory, "config.json"));
    await expect(loadModelFolder(directory)).rejects.toThrow(
      "config.json: expected a file, got a folder or a device",
    );
  });
});
