import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryCheckpoints } from "../src/index.ts";
import { crc32c } from "../src/node/crc32c.ts";
import { encodeEvent } from "../src/node/event-message.ts";
import { tensorBoardLog } from "../src/node/index.ts";
import { encodeTfRecord } from "../src/node/tf-record.ts";
import { observedRun } from "./support/observed-run.ts";

/** Made by TensorBoard's own writer: tools/read_tensorboard.py fixture. */
const fixture: { scalars: Record<string, number>; records: string[] } = JSON.parse(
  readFileSync(new URL("./fixtures/tensorboard.json", import.meta.url), "utf8"),
);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("the bytes are those of TensorBoard's own writer", () => {
  test.each([
    ["the file's version", 1764000000.25, 0, { fileVersion: "brain.Event:2" }],
    ["the start of a sitting", 1764000000.25, 1, { sessionStart: true }],
    ["scalars", 1764000001.5, 5_000_000_000, { scalars: fixture.scalars }],
  ] as const)("%s", (name, wallTime, step, content) => {
    const index = ["the file's version", "the start of a sitting", "scalars"].indexOf(name);
    expect(hex(encodeTfRecord(encodeEvent(wallTime, step, content)))).toBe(fixture.records[index]);
  });

  test("crc32c has the check value of its definition", () => {
    expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array())).toBe(0);
  });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tensorboard-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The data of a file's records, after checking that their lengths add up. */
function recordsOf(path: string): Buffer[] {
  const bytes = readFileSync(path);
  const records: Buffer[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const length = Number(bytes.readBigUInt64LE(offset));
    records.push(bytes.subarray(offset + 12, offset + 12 + length));
    offset += 16 + length;
  }
  expect(offset).toBe(bytes.length);
  return records;
}

test("each sitting has a file that tells from which step it counts; interruptions' evaluations are left out", async () => {
  const checkpoints = createMemoryCheckpoints();
  let milliseconds = 1764000000_007;
  const observers = () => [tensorBoardLog(folder, { now: () => milliseconds })];
  const evaluate = async () => ({ loss: 1.5, accuracy: 0.5 });
  await observedRun({ checkpoints, evaluate, interruptAfter: 4, observers: observers() });
  milliseconds += 2500;
  await observedRun({ checkpoints, evaluate, observers: observers() });

  const [first, second, ...more] = readdirSync(folder).sort();
  expect(more).toEqual([]);
  expect([first, second]).toEqual([
    "events.out.tfevents.1764000000.007.engram",
    "events.out.tfevents.1764000002.507.engram",
  ]);
  const sitting = [recordsOf(join(folder, first)), recordsOf(join(folder, second))];
  // A version, a start, and then one event a step; the run's only counted evaluation is that of its end.
  expect(sitting.map(({ length }) => length)).toEqual([2 + 4, 2 + 6 + 1]);
  const start = (step: number, wallTime: number) => hex(encodeEvent(wallTime, step, { sessionStart: true }));
  expect(hex(sitting[0][1])).toBe(start(1, 1764000000.007));
  expect(hex(sitting[1][1])).toBe(start(5, 1764000002.507));
  expect(hex(sitting[1][8])).toBe(
    hex(encodeEvent(1764000002.507, 10, { scalars: { "loss/validation": 1.5, "validation/accuracy": 0.5 } })),
  );
  expect(String(sitting[1][2])).toContain("training/gradient_norm");
});

test("a folder that cannot be made ends the run with an error that names the file", async () => {
  writeFileSync(join(folder, "file"), "");
  const observers = [tensorBoardLog(join(folder, "file", "events"))];
  await expect(observedRun({ checkpoints: createMemoryCheckpoints(), observers })).rejects.toThrow(
    /tensorBoardLog: expected to write .*events\.out\.tfevents.*, got ENOTDIR/,
  );
});
