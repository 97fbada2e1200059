import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readMail, spam } from "../../src/index.ts";
import { ADVERTS, NOTES, RADIO } from "../support/messages.ts";

// The store is chosen with the first call.
const folder = mkdtempSync(join(tmpdir(), "engram-spam-"));
const path = join(folder, "feedback.json");
process.env.ENGRAM_SPAM_FEEDBACK = path;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("an advert in a mail is more likely spam than a colleague's minutes", async () => {
  const [advert, minutes] = [await spam(ADVERTS[0]), await spam(NOTES[1])];
  expect(advert.label).toBe("spam");
  expect(advert.probabilities.spam).toBeGreaterThan(minutes.probabilities.spam);
});

test("text, bytes and a Mail get the same", async () => {
  const [raw] = NOTES;
  const expected = await spam(raw);
  expect(await spam(new TextEncoder().encode(raw))).toEqual(expected);
  expect(await spam(await readMail(raw))).toEqual(expected);
});

test.each([
  ["an empty text", ""],
  ["a huge text", "Buy now and win a prize. ".repeat(100_000)],
  ["binary", String.fromCharCode(...Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256))],
  ["lone surrogates", "\ud800\udfff\udc00 good"],
  ["no bytes", new Uint8Array(0)],
])("%s gets probabilities that sum to 1", async (_, message) => {
  const { probability, probabilities } = await spam(message);
  expect(probabilities.ham + probabilities.spam).toBeCloseTo(1, 6);
  expect(probability).toBeGreaterThanOrEqual(0);
});

test("what is no message is refused", async () => {
  await expect(spam(5 as unknown as string)).rejects.toThrow(TypeError);
});

describe("spam.learn and spam.forget", () => {
  test("keep a correction in the file, and drop it with the file", async () => {
    const before = await spam(RADIO[0]);
    const other = before.label === "spam" ? "ham" : "spam";
    await spam.learn(RADIO[0], other);
    expect(JSON.parse(readFileSync(path, "utf8")).examples).toHaveLength(1);
    expect(await spam(RADIO[0])).not.toEqual(before);
    await spam.forget();
    expect(existsSync(path)).toBe(false);
    expect(await spam(RADIO[0])).toEqual(before);
  });

  test("a broken file is named with the way out, which works", async () => {
    writeFileSync(path, "{");
    await expect(spam.learn(RADIO[0], "spam")).rejects.toThrow(`${path}: `);
    await expect(spam.learn(RADIO[0], "spam")).rejects.toThrow("spam.forget() removes the file");
    expect(readFileSync(path, "utf8")).toBe("{");
    await spam.forget();
    await spam.learn(RADIO[0], "spam");
    await spam.forget();
  });
});
