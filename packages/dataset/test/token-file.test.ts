import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { bpttStreams, slidingWindows, splitTokens } from "../src/index.ts";
import { TokenFile, writeTokenFile } from "../src/node/index.ts";
import { collect } from "./support/collect.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-token-file-"));
const path = join(folder, "ids.tokens");
afterAll(() => rmSync(folder, { recursive: true }));

const count = (length: number) => Int32Array.from({ length }, (_, index) => index);
/** Opens `path`, and closes it again whatever happens. */
function withFile<Result>(use: (file: TokenFile) => Result): Result {
  const file = TokenFile.open(path);
  try {
    return use(file);
  } finally {
    file.close();
  }
}

describe("writeTokenFile and TokenFile", () => {
  test("give back any ids, by any range, in 2 or 4 bytes", async () => {
    const cases = fc.constantFrom(1, 300, 65_536, 65_537, 2 ** 31).chain((vocabularySize) =>
      fc.record({
        vocabularySize: fc.constant(vocabularySize),
        chunks: fc.array(fc.array(fc.nat(vocabularySize - 1), { maxLength: 20 }), { maxLength: 5 }),
        range: fc.tuple(fc.nat(), fc.nat()),
      }),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ({ vocabularySize, chunks, range }) => {
        const ids = chunks.flat();
        expect(
          await writeTokenFile(
            path,
            chunks.map((chunk) => Int32Array.from(chunk)),
            { vocabularySize },
          ),
        ).toBe(ids.length);
        const [start, end] = range.map((place) => place % (ids.length + 1)).sort((a, b) => a - b);
        withFile((file) => {
          file.verify();
          expect([file.length, file.vocabularySize]).toEqual([ids.length, vocabularySize]);
          expect([...file.read(start, end)]).toEqual(ids.slice(start, end));
        });
        expect(readFileSync(path).length).toBe(64 + ids.length * (vocabularySize <= 65_536 ? 2 : 4));
      }),
      { numRuns: 60 },
    );
  });

  test("a stream over a file gives the batches of the same ids in memory", async () => {
    const ids = count(500);
    async function* encode() {
      for (let start = 0; start < 500; start += 33) yield ids.subarray(start, start + 33);
    }
    await writeTokenFile(path, encode(), { vocabularySize: 500 });
    const file = TokenFile.open(path);
    const bptt = { batchSize: 6, sequenceLength: 9 };
    expect(await collect(bpttStreams(file, bptt))).toEqual(await collect(bpttStreams(ids, bptt)));
    const windows = { length: 12, batchSize: 7, shuffle: true, seed: 4 };
    expect(await collect(slidingWindows(file, windows))).toEqual(await collect(slidingWindows(ids, windows)));
    const shares = { train: 0.7, test: 0.3 };
    const [held, expected] = [splitTokens(file, shares).test, splitTokens(ids, shares).test];
    expect(await collect(bpttStreams(held, bptt))).toEqual(await collect(bpttStreams(expected, bptt)));
    file.close();
  });

  test("a failed write leaves the old file as it was, and nothing beside it", async () => {
    await writeTokenFile(path, [count(10)], { vocabularySize: 10 });
    const before = readFileSync(path);
    async function* failing() {
      yield count(5);
      throw new Error("no more text");
    }
    await expect(writeTokenFile(path, failing(), { vocabularySize: 10 })).rejects.toThrow("no more text");
    await expect(writeTokenFile(path, [count(10), count(11)], { vocabularySize: 10 })).rejects.toThrow(
      "writeTokenFile: expected ids in [0, 10), got 10 at 20",
    );
    await expect(writeTokenFile(path, [Int32Array.of(3, -1)], { vocabularySize: 10 })).rejects.toThrow(
      "got -1 at 1",
    );
    await expect(writeTokenFile(path, [], { vocabularySize: 0 })).rejects.toThrow("expected vocabularySize");
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder)).toEqual(["ids.tokens"]);
  });

  test("the old file stands until the new one is whole", async () => {
    await writeTokenFile(path, [count(10)], { vocabularySize: 10 });
    async function* looking() {
      yield count(5);
      expect(withFile((file) => file.length)).toBe(10);
      yield count(7);
    }
    await writeTokenFile(path, looking(), { vocabularySize: 10 });
    expect(withFile((file) => file.length)).toBe(12);
  });
});

describe("a bad token file", () => {
  const write = async () => {
    await writeTokenFile(path, [count(100)], { vocabularySize: 100 });
    return readFileSync(path);
  };
  const change = (write: (bytes: Buffer) => void) => (bytes: Buffer) => {
    write(bytes);
    return bytes;
  };
  /** A header changed by someone who also makes its checksum right. */
  const forge = (write: (bytes: Buffer) => void) =>
    change((bytes) => {
      write(bytes);
      createHash("sha256").update(bytes.subarray(0, 56)).digest().copy(bytes, 56, 0, 8);
    });

  test.each<[string, (bytes: Buffer) => Uint8Array, string]>([
    ["an empty file", () => new Uint8Array(0), "a header of 64 bytes) in FILE, got 0 bytes"],
    [
      "a file cut in its header",
      (bytes) => bytes.subarray(0, 63),
      "a header of 64 bytes) in FILE, got 63 bytes",
    ],
    [
      "a file cut in its ids",
      (bytes) => bytes.subarray(0, 263),
      "expected 100 ids of 2 bytes in FILE, got a file of 263 bytes",
    ],
    ["a file with more than its ids", (bytes) => Buffer.concat([bytes, bytes]), "got a file of 528 bytes"],
    ["a text", () => Buffer.from("Call me Ishmael. ".repeat(10)), "expected a token file"],
    [
      "another version",
      change((bytes) => bytes.writeUInt16LE(2, 8)),
      "expected token file version 1 in FILE, got 2",
    ],
    [
      "a flipped bit in the header",
      change((bytes) => bytes.writeUInt8(bytes[20] ^ 1, 20)),
      "expected an undamaged header in FILE",
    ],
    [
      "ids of 3 bytes",
      forge((bytes) => bytes.writeUInt16LE(3, 10)),
      "expected ids of 2 or 4 bytes in FILE, got 3",
    ],
    [
      "no vocabulary",
      forge((bytes) => bytes.writeUInt32LE(0, 12)),
      "expected a vocabulary of 1 to 2^31 ids in FILE, got 0",
    ],
    [
      "a count beyond all memory",
      forge((bytes) => bytes.writeBigUInt64LE(2n ** 64n - 1n, 16)),
      "expected 18446744073709551615 ids of 2 bytes",
    ],
  ])("is refused with the file's name and what is wrong: %s", async (_name, damage, message) => {
    writeFileSync(path, damage(await write()));
    expect(() => TokenFile.open(path)).toThrow(message.replace("FILE", path));
  });

  test("with one id changed opens, and verify says so", async () => {
    const bytes = await write();
    bytes.writeUInt16LE(7, 64 + 2 * 50);
    writeFileSync(path, bytes);
    withFile((file) =>
      expect(() => file.verify()).toThrow(`TokenFile.verify: expected the ids in ${path} to match`),
    );
  });

  test("with an id outside the vocabulary never hands it on", async () => {
    const bytes = await write();
    bytes.writeUInt16LE(100, 64 + 2 * 50);
    writeFileSync(path, bytes);
    withFile((file) => {
      expect(file.read(0, 50)).toHaveLength(50);
      expect(() => file.read(40, 60)).toThrow(
        `TokenFile.read: expected ids below 100 in ${path}, got 100 at 50`,
      );
    });
  });

  test("that is cut while it is open gives an error, not zeros", async () => {
    await write();
    withFile((file) => {
      truncateSync(path, 200);
      expect(() => file.read(60, 100)).toThrow(
        `expected 100 ids in ${path}, but it was cut after it was opened`,
      );
    });
  });
});

test("a range outside the file and a closed file are refused", async () => {
  await writeTokenFile(path, [count(10)], { vocabularySize: 10 });
  const file = TokenFile.open(path);
  for (const [start, end] of [
    [-1, 5],
    [0, 11],
    [6, 5],
    [0.5, 5],
  ]) {
    expect(() => file.read(start, end)).toThrow(
      `TokenFile.read: expected a range in [0, 10), got ${start} to ${end}`,
    );
  }
  file.close();
  file.close();
  expect(() => file.read(0, 5)).toThrow(`expected an open file, but ${path} was closed`);
});
