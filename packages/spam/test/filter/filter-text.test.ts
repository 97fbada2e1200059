import { describe, expect, test } from "vitest";
import { filterText } from "../../src/filter/filter-text.ts";
import { mailText, messageText, readMail } from "../../src/index.ts";
import { HTML, latin1, rawMail } from "../support/raw-mail.ts";

const RAW = rawMail(
  { ...HTML, From: "Ann <ann@example.org>", Subject: "Prices" },
  '<p>Today <b>half</b> of all</p><a href="http://shop.example/x">here</a>',
);

describe("a mail", () => {
  test("is read alike as text, as bytes and as what readMail gave, also after JSON", async () => {
    const mail = await readMail(RAW);
    const expected = mailText(mail);
    expect(expected).toContain("xxhtmlonly");
    for (const form of [RAW, new TextEncoder().encode(RAW), mail, JSON.parse(JSON.stringify(mail))]) {
      expect(await filterText(form)).toBe(expected);
    }
  });

  test.each([
    ["line feeds alone", RAW.replaceAll("\r\n", "\n")],
    ["a From line of an mbox in front", `From ann@example.org Thu Aug 22 12:36:23 2002\n${RAW}`],
    ["empty lines in front", `\r\n\r\n${RAW}`],
    ["headers folded over lines", RAW.replace("Subject: ", "X-Long: one\r\n\ttwo:\r\n three\r\nSubject: ")],
    ["fields of its own first", `X-Own-Field: 1\r\n${RAW}`],
  ])("is seen in a text with %s", async (_, text) => {
    expect(await filterText(text)).toBe(mailText(await readMail(text)));
  });

  test("in another encoding than UTF-8 is read as its bytes say", async () => {
    const raw = latin1("Subject: x\nContent-Type: text/plain; charset=iso-8859-1\n\nGr\xfc\xdfe\n");
    expect(await filterText(raw)).toContain("Grüße");
    // Bytes are a mail, whatever stands in them.
    expect(await filterText(latin1("hello"))).toBe(mailText(await readMail("hello")));
  });
});

describe("a message", () => {
  test.each([
    ["", "an empty one"],
    ["See you at eight", "words"],
    ["Note: bring bread\n\nAnn", "a word with a colon"],
    ["Buy now: cheap\n\nhello", "words with a colon"],
    ["Subject: none of this is a mail", "a field without an empty line"],
    ["Subject: x\nand on\n\nbody", "a line that is no field"],
    ["From here on\n\nit rains", "From as a word"],
    ["https://example.org\n\nhello", "an address"],
  ])("%j is one: %s", async (text) => {
    expect(await filterText(text)).toBe(messageText(text));
  });

  test("is what the caller says it is", async () => {
    const text = "Subject: cheap pills\n\nhello";
    expect(await filterText(text)).toBe(mailText(await readMail(text)));
    expect(await filterText(text, { kind: "message" })).toBe(messageText(text));
    expect(await filterText("hello", { kind: "mail" })).toBe(mailText(await readMail("hello")));
    await expect(filterText(text, { kind: "sms" as "mail" })).rejects.toThrow(
      new TypeError('spam: expected the kind "mail" or "message", got "sms"'),
    );
  });

  test("of a megabyte of header fields is told quickly", async () => {
    const started = performance.now();
    await filterText("a: b\n".repeat(200_000));
    await filterText("\n".repeat(1_000_000));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

test.each([
  [undefined, "undefined"],
  [null, "null"],
  [5, "number"],
  [["text"], "object"],
  [{ subject: "x", text: "y" }, "object"],
])("%j is refused", async (given, type) => {
  await expect(filterText(given as unknown as string)).rejects.toThrow(
    new TypeError(`spam: expected a string, a Uint8Array or a mail that readMail gave, got ${type}`),
  );
});
