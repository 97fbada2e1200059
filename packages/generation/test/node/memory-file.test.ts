import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ChatSession } from "../../src/index.ts";
import { loadMemoryFile, saveMemoryFile } from "../../src/node/index.ts";
import { tinyModel } from "../tiny-model.ts";

let folder: string;
beforeAll(async () => {
  await tf.setBackend("cpu");
  folder = await mkdtemp(join(tmpdir(), "engram-memory-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a session goes on from a file as if it had never stopped", async () => {
  const { model, tokenizer } = await tinyModel();
  const session = new ChatSession(model, tokenizer, { maxTokens: 15 });
  const other = new ChatSession(model, tokenizer, { maxTokens: 15 });
  const path = join(folder, "memory.safetensors");
  await session.send("bad cab");
  await saveMemoryFile(path, session);
  await saveMemoryFile(path, session);
  expect(await readdir(folder)).toEqual(["memory.safetensors"]);
  await loadMemoryFile(path, other);
  expect(await other.send("fed")).toBe(await session.send("fed"));
});

test("a bad file is named, with what is wrong", async () => {
  const { model, tokenizer } = await tinyModel();
  const session = new ChatSession(model, tokenizer);
  const absent = join(folder, "absent");
  await expect(loadMemoryFile(absent, session)).rejects.toThrow(`loadMemoryFile: ${absent}: ENOENT`);
  const garbage = join(folder, "garbage");
  await writeFile(garbage, "not a memory");
  await expect(loadMemoryFile(garbage, session)).rejects.toThrow(`${garbage}: decodeSafetensors: expected`);
  const huge = join(folder, "huge");
  await writeFile(huge, "");
  await truncate(huge, 2 ** 33);
  await expect(loadMemoryFile(huge, session)).rejects.toThrow(
    "expected at most 1073741824 bytes, got 8589934592",
  );
});
