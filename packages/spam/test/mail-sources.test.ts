import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readMail } from "../src/index.ts";
import { MAXIMUM_MAIL_BYTES } from "../src/mail/limits.ts";
import { type RawMail, readMaildir, readMailFile, readMbox } from "../src/node/index.ts";
import { type LinePart, lineParts } from "../src/node/line-parts.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "engram-spam-"));
});
afterAll(() => rm(folder, { recursive: true }));

const text = ({ raw }: RawMail) => Buffer.from(raw).toString("latin1");

async function mbox(content: string | Uint8Array): Promise<RawMail[]> {
  const path = join(folder, "box.mbox");
  await writeFile(path, content);
  const mails: RawMail[] = [];
  for await (const mail of readMbox(path)) mails.push(mail);
  return mails;
}

const FROM = "From ann@example.org Thu Aug 22 12:36:23 2002";

describe("an mbox", () => {
  test("is read mail by mail, without its From lines", async () => {
    const mails = await mbox(`${FROM}\nSubject: a\n\none\n\n${FROM} +0100\nSubject: b\n\ntwo\nlines\n`);
    expect(mails.map(text)).toEqual(["Subject: a\n\none\n", "Subject: b\n\ntwo\nlines\n"]);
    expect(mails.map(({ source }) => source.replace(/.*\//, ""))).toEqual(["box.mbox:1", "box.mbox:2"]);
  });

  test("with CRLF keeps its line ends", async () => {
    const mails = await mbox(`${FROM}\r\nSubject: a\r\n\r\none\r\n\r\n${FROM}\r\nSubject: b\r\n\r\ntwo\r\n`);
    expect(mails.map(text)).toEqual(["Subject: a\r\n\r\none\r\n", "Subject: b\r\n\r\ntwo\r\n"]);
    expect((await readMail(mails[1].raw)).subject).toBe("b");
  });

  test("loses one level of quoting", async () => {
    const [mail] = await mbox(`${FROM}\n\n>From here\n>>From there\n > From\n>from\n`);
    expect(text(mail)).toBe("\nFrom here\n>From there\n > From\n>from\n");
  });

  test("is not divided by sentences that begin with From", async () => {
    const mails = await mbox(
      `${FROM}\n\nsaid\n\nFrom me to you, with love\n\nx\nFrom b Thu Aug 22 12:36:23 2002\n`,
    );
    expect(mails).toHaveLength(1);
  });

  test("of other programs is divided as well", async () => {
    const others = [
      "From - Mon Jan 01 10:00:00 2024",
      "From 17@xxx Mon Jan 01 00:00:00 +0000 2024",
      "From MAILER-DAEMON Fri Jul  8 12:08:34 2011",
    ];
    const mails = await mbox(others.map((line) => `${line}\nSubject: x\n\nbody\n\n`).join(""));
    expect(mails.map(text)).toEqual(Array(3).fill("Subject: x\n\nbody\n"));
  });

  test("is read the same, however the disk divides it", async () => {
    const long = `Subject: long\n\n${"x".repeat(200_000)}\n>From y\n${"word ".repeat(50_000)}\n`;
    const mails = await mbox(`\n${FROM}\n${long}\n${FROM}\n${long}\n${FROM}\nlast\n`);
    expect(mails.map(text)).toEqual([long.replace(">From", "From"), long.replace(">From", "From"), "last\n"]);
  });

  test("with huge mails gives their beginnings", async () => {
    const huge = `Subject: huge\n\n${"words of a line\n".repeat(200_000)}`;
    const mails = await mbox(`${FROM}\n${huge}\n${FROM}\nSubject: next\n\nx\n`);
    expect(mails.map(({ raw }) => raw.length)).toEqual([MAXIMUM_MAIL_BYTES + 1, 17]);
    expect((await readMail(mails[0].raw)).isCut).toBe(true);
  });

  test("that is empty has no mails, and one that is none is refused", async () => {
    expect(await mbox("")).toEqual([]);
    await expect(mbox("PK\u0003\u0004 not a mailbox\n")).rejects.toThrow(
      /readMbox: expected a line that begins with "From ", got .*box\.mbox/,
    );
  });

  test("takes no more memory the larger it is", async () => {
    const path = join(folder, "large.mbox");
    await writeFile(path, `${FROM}\nSubject: x\n\n${"words of a line\n".repeat(2000)}\n`.repeat(1500));
    let count = 0;
    let most = 0;
    const before = process.memoryUsage.rss();
    for await (const { raw } of readMbox(path)) {
      count += raw.length > 0 ? 1 : 0;
      most = Math.max(most, process.memoryUsage.rss() - before);
    }
    expect(count).toBe(1500);
    expect(most).toBeLessThan(40 * 1024 * 1024);
  });
});

test("a line without an end is handed on in pieces", async () => {
  const chunk = Buffer.alloc(60_000, "x");
  async function* chunks() {
    for (let index = 0; index < 100; index++) yield chunk;
    yield Buffer.from("\nnext");
  }
  const parts: LinePart[] = [];
  for await (const found of lineParts(chunks())) parts.push(...found);
  expect(Math.max(...parts.map(({ bytes }) => bytes.length))).toBeLessThan(200_000);
  expect(parts.filter(({ isStart }) => isStart).map(({ bytes }) => bytes.length > 4)).toEqual([true, false]);
  expect(parts.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(6_000_005);
});

describe("a maildir", () => {
  test("gives what is in new and cur, in the order of delivery", async () => {
    const path = join(folder, "Maildir");
    for (const name of ["new", "cur", "tmp", ".Sent/cur"]) await mkdir(join(path, name), { recursive: true });
    const files = {
      "cur/17.b:2,S": "b",
      "cur/16.a:2,S": "a",
      "new/18.c": "c",
      "tmp/19.d": "d",
      ".Sent/cur/1": "e",
      "cur/.x": "f",
    };
    for (const [name, body] of Object.entries(files)) await writeFile(join(path, name), body);
    const mails: RawMail[] = [];
    for await (const mail of readMaildir(path)) mails.push(mail);
    expect(mails.map(text)).toEqual(["a", "b", "c"]);
    expect(mails[0].source).toBe(join(path, "cur/16.a:2,S"));
  });

  test("goes on when a mail is moved away meanwhile", async () => {
    const path = join(folder, "Moving");
    await mkdir(join(path, "cur"), { recursive: true });
    for (const name of ["1", "2", "3"]) await writeFile(join(path, "cur", name), name);
    const seen: string[] = [];
    for await (const mail of readMaildir(path)) {
      seen.push(text(mail));
      await rm(join(path, "cur/2"), { force: true });
    }
    expect(seen).toEqual(["1", "3"]);
  });

  test("that is none is refused", async () => {
    await expect(readMaildir(folder).next()).rejects.toThrow(
      'readMaildir: expected a folder with "new" or "cur" in it',
    );
  });
});

test("a file of one mail is read as far as a mail is", async () => {
  const path = join(folder, "a.eml");
  await writeFile(path, "Subject: x\n\nbody");
  expect(await readMailFile(path)).toEqual({
    raw: new Uint8Array(Buffer.from("Subject: x\n\nbody")),
    source: path,
  });
  await writeFile(path, "x".repeat(2 * MAXIMUM_MAIL_BYTES));
  expect((await readMailFile(path)).raw.length).toBe(MAXIMUM_MAIL_BYTES + 1);
  await expect(readMailFile(join(folder, "none.eml"))).rejects.toThrow("ENOENT");
});
