import { expect, test } from "vitest";
import { passOn } from "../src/worker/studio/pass-on.ts";
import { lastCharacters } from "../src/worker/writing/last-characters.ts";

async function* letters(count: number): AsyncGenerator<string, number, void> {
  for (let index = 0; index < count; index++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield String.fromCharCode(97 + (index % 26));
  }
  return count;
}

test("gathers fast pieces into few messages and loses none", async () => {
  const pieces: string[] = [];
  const start = performance.now();
  const result = await passOn(letters(150), (piece) => pieces.push(piece));
  const seconds = (performance.now() - start) / 1000;
  expect(result).toBe(150);
  expect(pieces.join("").length).toBe(150);
  expect(pieces[0]).toBe("a");
  expect(pieces.length).toBeLessThanOrEqual(20 * seconds + 2);
});

test("goes on writing while a slow receiver takes a piece", async () => {
  const pieces: string[] = [];
  const start = performance.now();
  await passOn(letters(100), async (piece) => {
    pieces.push(piece);
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  expect(pieces.join("").length).toBe(100);
  // Each letter takes a millisecond or more: with waiting, the pieces would be 100.
  expect(pieces.length).toBeLessThanOrEqual(2 + (performance.now() - start) / 300);
});

test("throws what the receiver throws", async () => {
  const refuse = () => Promise.reject(new Error("no room"));
  await expect(passOn(letters(3), refuse)).rejects.toThrow("no room");
});

test("passes on what was gathered before an error is thrown", async () => {
  async function* failing(): AsyncGenerator<string, void, void> {
    yield* ["a", "b", "c"];
    throw new Error("no more");
  }
  const pieces: string[] = [];
  await expect(passOn(failing(), (piece) => pieces.push(piece))).rejects.toThrow("no more");
  expect(pieces.join("")).toBe("abc");
});

test("cuts a text at a whole character", () => {
  expect(lastCharacters("abc", 3)).toBe("abc");
  expect(lastCharacters("abcd", 3)).toBe("bcd");
  expect(lastCharacters("a😀b", 2)).toBe("b");
  expect(lastCharacters("a😀b", 3)).toBe("😀b");
});
