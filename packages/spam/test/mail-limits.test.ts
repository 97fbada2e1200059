import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mailText, messageText, readMail } from "../src/index.ts";
import {
  MAXIMUM_FIELD_LENGTH,
  MAXIMUM_LINES,
  MAXIMUM_MAIL_BYTES,
  MAXIMUM_PART_LINES,
  MAXIMUM_TEXT_LENGTH,
} from "../src/mail/limits.ts";
import { latin1 } from "./support/raw-mail.ts";

const TEN_MEGABYTES = 10 * 1024 * 1024;
/** Milliseconds on any machine that runs the tests, others at its side; alone a quarter is enough. */
const MOST = 6_000;

function filled(start: string, unit: string): string {
  return start + unit.repeat(Math.ceil((TEN_MEGABYTES - start.length) / unit.length));
}

const MULTIPART = "Content-Type: multipart/mixed; boundary=b\n\n";
const HTML = "Content-Type: text/html\n\n";

describe("a mail of 10 MB is read in bounded time", () => {
  test.each([
    ["words", filled("Subject: x\n\n", "some words in a line of a text that is long\n")],
    ["one line", filled("Subject: x\n\n", "word ")],
    ["empty lines", filled("Subject: x\n\n", "\n")],
    ["base64", filled("Content-Transfer-Encoding: base64\n\n", "c29tZSB3b3JkcyBpbiBhIGxpbmUgb2YgdGV4dA==\n")],
    ["padding in base64", filled("Content-Transfer-Encoding: base64\n\n", "AA==")],
    ["quoted-printable", filled("Content-Transfer-Encoding: quoted-printable\n\n", "caf=C3=A9 =\n")],
    ["HTML", filled(HTML, "<p>some <b>words</b> <a href='http://a.example/x'>link</a></p>\n")],
    ["elements in elements", filled(HTML, "<b>")],
    ["elements in elements that others close", filled(HTML, "<b></i>")],
    ["brackets", filled(HTML, "<")],
    ["attributes", filled(`${HTML}<a `, "x=1 ")],
    ["parts", filled(MULTIPART, "--b\n\n")],
    ["mails in mails", filled("Content-Type: message/rfc822\n\n".repeat(20), "some words\n")],
    ["a digest", filled(MULTIPART.replace("mixed", "digest"), "--b\n\nSubject: x\n\nwords\n")],
    ["headers", filled("", "X-Header: value\n")],
    ["one header", filled("Subject: ", "word ")],
    ["disguises", filled("Subject: x\n\n", "v\u200bі@gr4 ")],
    ["spaced letters", filled("Subject: x\n\n", "v i a g r a. ")],
  ])("%s", async (_, raw) => {
    const start = performance.now();
    const mail = await readMail(raw);
    const text = mailText(mail);
    expect(performance.now() - start).toBeLessThan(MOST);
    expect(mail.isCut).toBe(true);
    expect(text).toContain("xxcut");
    expect(mail.text.length).toBeLessThanOrEqual(MAXIMUM_TEXT_LENGTH + 1);
  });

  test("multiparts in multiparts without end", async () => {
    const raw = Array.from(
      { length: 5000 },
      (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n`,
    ).join("");
    const mail = await readMail(raw);
    expect(mail.isBroken).toBe(true);
    expect(mailText(mail)).toContain("xxbroken");
  });

  test("a message of 10 MB", () => {
    const start = performance.now();
    messageText(filled("", "www.a.example 1:1 v1agra a@b. "));
    expect(performance.now() - start).toBeLessThan(MOST);
  });
});

test("of a mail that is too long the beginning is read", async () => {
  const raw = `Subject: first\n\nbeginning\n${"x".repeat(MAXIMUM_MAIL_BYTES)}end`;
  const mail = await readMail(raw);
  expect(mail.isCut).toBe(true);
  expect(mail.text).toMatch(/^beginning/);
  expect(mail.text).not.toContain("end");
  const whole = await readMail(raw.slice(0, MAXIMUM_MAIL_BYTES));
  expect(whole.isCut).toBe(false);
});

test("no half characters are left where something was cut", async () => {
  const emoji = "😀".repeat(MAXIMUM_TEXT_LENGTH);
  const mail = await readMail(`Subject: x${emoji.slice(0, 8000)}\n\nx${emoji}`);
  expect(mail.subject).toHaveLength(MAXIMUM_FIELD_LENGTH);
  expect(mail.subject + mail.text).not.toMatch(/\p{Surrogate}/u);
});

test("of a mail with too many lines or parts the first are read", async () => {
  const lines = await readMail(`Subject: x\n\nfirst\n${"\n".repeat(MAXIMUM_LINES)}last`);
  expect([lines.isCut, lines.text.trim()]).toEqual([true, "first"]);
  const parts = await readMail(
    `${MULTIPART}--b\n\nfirst\n${"--b\n\n".repeat(MAXIMUM_PART_LINES)}--b\n\nlast`,
  );
  expect([parts.isCut, parts.text.trim()]).toEqual([true, "first"]);
  const inside = await readMail("Content-Type: message/rfc822\n\n".repeat(9));
  expect(inside.attachments).toHaveLength(1);
});

describe("whatever comes is a mail, and its text is a text", () => {
  const pieces = fc.constantFrom(
    "From: ", "a@b.example", "Subject: ", "=?utf-8?q?", "?=", "\n", "\r\n", "\n\n", "Content-Type: ",
    "multipart/mixed", "; boundary=", "text/html", "b", "--b", "--b--", "charset=", "iso-2022-jp",
    "Content-Transfer-Encoding: base64", "=41", "<a href=", "http://1.2.3.4/", ">", "<style>", "\0", "\xff",
    "\u202e", "😀", "(", '"', ";", "message/rfc822",
  ); // biome-ignore format: a list

  const check = async (raw: string | Uint8Array) => {
    const mail = await readMail(raw);
    expect(JSON.parse(JSON.stringify(mail)).text).toBe(mail.text);
    expect(mailText(mail, { headers: "all" })).not.toMatch(/\p{Surrogate}/u);
  };

  test("of random bytes", async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), check), { numRuns: 300 });
  });

  test("of pieces of mails in any order", async () => {
    const mails = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(""));
    await fc.assert(fc.asyncProperty(mails, check), { numRuns: 500 });
  });

  test("of all 256 bytes", () => check(latin1(String.fromCharCode(...Array(256).keys())).slice()));
});
