import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeUtf8 } from "../src/index.ts";
import { collect } from "./support/collect.ts";

const encode = (text: string) => new TextEncoder().encode(text);
/** `bytes` cut at the given places. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}
const anyText = fc
  .string({ unit: "binary", maxLength: 60 })
  .map((text) => text.replaceAll("\0", "").replace(/^\uFEFF/, ""));

describe("decodeUtf8", () => {
  test("gives the text back, wherever its bytes are cut, and never half a character", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, fc.array(fc.nat(), { maxLength: 8 }), async (text, cuts) => {
        const chunks = await collect(decodeUtf8(pieces(encode(text), cuts)));
        expect(chunks.join("")).toBe(text);
        for (const chunk of chunks) expect(chunk).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 300 },
    );
  });

  test("names the byte at which damaged bytes stop being UTF-8, wherever they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.array(fc.nat(), { maxLength: 5 }),
        fc.constantFrom(0xff, 0xc0, 0xf8),
        async (text, cuts, bad) => {
          const good = encode(text);
          const damaged = new Uint8Array([...good, bad, ...encode("more text")]);
          await expect(collect(decodeUtf8(pieces(damaged, cuts), { source: "a.txt" }))).rejects.toThrow(
            `decodeUtf8: expected UTF-8 in a.txt, got an invalid sequence at byte ${good.length}`,
          );
        },
      ),
    );
  });

  test.each([
    ["a Latin-1 text", [0x63, 0x61, 0x66, 0xe9, 0x21], "an invalid sequence at byte 4"],
    ["an encoded surrogate", [0x61, 0xed, 0xa0, 0x80], "an invalid sequence at byte 2"],
    ["a cut character at the end", [0x61, 0xe2, 0x82], "half a character at the end (byte 1)"],
    ["a UTF-16 text", [0x61, 0x00, 0x62, 0x00], "a NUL at byte 1"],
  ])("rejects %s", async (_name, bytes, message) => {
    await expect(collect(decodeUtf8([new Uint8Array(bytes)]))).rejects.toThrow(message);
  });

  test("leaves out a byte order mark at the start only, cut or not", async () => {
    const bytes = encode("\uFEFFa\uFEFFb");
    expect((await collect(decodeUtf8([bytes]))).join("")).toBe("a\uFEFFb");
    expect((await collect(decodeUtf8(pieces(bytes, [1, 2, 5])))).join("")).toBe("a\uFEFFb");
  });

  test("reads a page's File, and stops it when the loop is left", async () => {
    const text = "für Elise 🎹\n".repeat(20_000);
    expect((await collect(decodeUtf8(new File([text], "a.txt").stream()))).join("")).toBe(text);
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(encode("la ")),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _chunk of decodeUtf8(endless)) break;
    expect(cancelled).toBe(true);
  });
});
