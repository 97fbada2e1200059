import { describe, expect, test } from "vitest";
import { mailText, readMail } from "../src/index.ts";
import { SENDER_HEADERS } from "../src/mail/header-structure.ts";
import { MARKS } from "../src/text/marks.ts";
import { FROM, headerMarks } from "./support/header-marks.ts";
import { rawMail } from "./support/raw-mail.ts";

describe("the headers that a sender's program writes", () => {
  test("each has a mark, whatever stands in it, in both modes", async () => {
    for (const name of SENDER_HEADERS) {
      const mark = `xxhas${name.replaceAll("-", "")}`;
      expect(MARKS).toContain(mark);
      for (const mode of ["content", "all"] as const) {
        expect(await headerMarks({ [name.toUpperCase()]: "v1" }, { headers: mode })).toContain(mark);
        expect(await headerMarks({}, { headers: mode })).not.toContain(mark);
      }
    }
  });

  test("of several that are the same one mark is written", async () => {
    const { headers } = await readMail("From: a@b.example\nCc: c@d.example\ncc: e@f.example\n\n");
    expect(headers!.present).toEqual(["cc"]);
  });

  test("what the receiving side writes has none", async () => {
    const received = { "Delivered-To": "me", Status: "RO", "X-Keywords": "x", "X-Spam-Status": "Yes" };
    expect(await headerMarks(received)).toEqual(await headerMarks({}));
  });

  test("type, charset, encoding and priority are named as the sender wrote them", async () => {
    const declared = {
      "Content-Type": 'Text/HTML; Charset = "ISO-8859-1"',
      "Content-Transfer-Encoding": " 7BIT ",
      "X-Priority": "1 (Highest)",
    };
    expect(await headerMarks(declared)).toEqual(
      expect.arrayContaining(["xxtype text/html", "xxcharset iso-8859-1", "xxencoding 7bit", "xxpriority 1"]),
    );
    expect((await headerMarks({})).join()).not.toMatch(/xx(?:type|charset|encoding|priority)/);
    expect((await headerMarks({ "X-Priority": "urgent", "Content-Type": "?" })).join()).not.toMatch(
      /xx(?:type|priority)/,
    );
  });
});

describe("hosts that headers name are of From's site or of another", () => {
  test.each([
    ["<1@shop.example>", "xxidsame"],
    ["<1@MTA.Shop.Example> (added)", "xxidsame"],
    ["<1@other.example>", "xxiddiffers"],
    ["<1@localhost>", "xxiddiffers"],
    ["<1@>", "xxidnone"],
    ["<1.shop.example>", "xxidnone"],
    [undefined, "xxidnone"],
  ])("Message-ID %s: %s", async (id, mark) => {
    const found = await headerMarks({ Date: "x", ...(id === undefined ? {} : { "Message-ID": id }) });
    expect(found.filter((line) => line.startsWith("xxid"))).toEqual([mark]);
  });

  test("two labels are a site, three under a country that has registrars of its own", async () => {
    const id = async (from: string, host: string) =>
      (await readMail(`From: a@${from}\nMessage-ID: <1@${host}>\n\n`)).headers!.messageId;
    expect(await id("a.shop.co.uk", "b.shop.co.uk")).toBe("same");
    expect(await id("shop.co.uk", "other.co.uk")).toBe("other");
    expect(await id("localhost", "localhost")).toBe("other");
  });

  test.each([
    ["<bounce@shop.example>", "xxreturnsame"],
    ["bounce@other.example", "xxreturndiffers"],
    ["<>", "xxreturnnone"],
    [undefined, undefined],
  ])("Return-Path %s: %s", async (path, mark) => {
    const found = await headerMarks(path === undefined ? {} : { "Return-Path": path });
    expect(found.find((line) => line.startsWith("xxreturn"))).toBe(mark);
    expect(found.join()).not.toContain("bounce");
  });

  test.each([
    ["Sendmail, Postfix", "from me (mx.shop.example [10.0.0.1]) by here.example", "xxrelaysame"],
    ["with a user", "from me (ann@mx.shop.example\r\n\t[10.0.0.1]) by here.example", "xxrelaysame"],
    ["qmail", "from mx.shop.example (HELO me) (10.0.0.1) by here.example", "xxrelaysame"],
    ["qmail, both the same", "from mx.shop.example (10.0.0.1) by here.example", "xxrelaysame"],
    ["a comment", "from shop.example (beef) by here.example", "xxhelosame"],
    ["Gmail", "from me (mx.shop.example. [10.0.0.1]) by here.example", "xxrelaysame"],
    ["Exim", "from mx.shop.example ([10.0.0.1] helo=me) by here.example", "xxrelaysame"],
    ["Postfix, not found", "from shop.example (unknown [10.0.0.1]) by here.example", "xxhelosame"],
    ["Sendmail, not found", "from shop.example ([10.0.0.1]) by here.example", "xxhelosame"],
    ["qmail, not found", "from unknown (HELO mx.shop.example) (10.0.0.1) by x", "xxhelosame"],
    ["Exim, another", "from dial.example ([10.0.0.1] helo=shop.example) by x", "xxhelosame"],
    ["another", "from shop.example.evil.test (dial.test [10.0.0.1]) by shop.example", "xxrelaydiffers"],
    ["no name", "from [10.0.0.1] by shop.example", undefined],
    ["not from a server", "(qmail 71894 invoked from network); 22 Aug 2002", undefined],
    ["nothing", "", undefined],
  ])("Received, %s", async (_, received, mark) => {
    const found = await headerMarks({ Received: received });
    expect(found.filter((line) => /^xx(?:relay|helo)/.test(line))).toEqual(mark === undefined ? [] : [mark]);
    expect(found.join()).not.toMatch(/10\.0|dial|evil/);
  });

  test("of several servers the one that proves most counts", async () => {
    const of = async (...received: string[]) =>
      (
        await readMail(
          [...received.map((value) => `Received: ${value}`), "From: a@b.example", "", ""].join("\n"),
        )
      ).headers!.relay;
    const other = "from x.test (y.test [1.2.3.4]) by z";
    const helo = "from b.example (y.test [1.2.3.4]) by z";
    const lookedUp = "from x.test (mx.b.example [1.2.3.4]) by z";
    expect(await of(other, helo)).toBe("helo");
    expect(await of(helo, lookedUp, other)).toBe("looked-up");
    expect(await of(other, other)).toBe("other");
  });
});

test("no recipient, recipients with a name, digits in the sender's address", async () => {
  expect(await headerMarks({})).toContain("xxtonone");
  const named = await headerMarks({ To: "Bob <bob@here.example>", From: "a <ann1234@b.example>" });
  expect(named).toEqual(expect.arrayContaining(["xxtoname", "xxfromdigits"]));
  const bare = await headerMarks({ To: "bob@here.example", From: "a <ann12x3@b.example>" });
  expect(bare.join()).not.toMatch(/xx(?:toname|tonone|fromdigits)/);
});

test.each([
  ["http://shop.example/a http://www.shop.example/b http://x.test/", ["xxsites 2", "xxlinksown"]],
  ["http://shop.example/a http://x.test/", ["xxsites 2", "xxlinkssome"]],
  ["http://a.x.test/ http://b.x.test/ http://10.0.0.1/", ["xxsites 2", "xxlinksother"]],
  ["http://a.test http://b.test http://c.test http://d.test http://e.test", ["xxsites 4", "xxlinksother"]],
  ["no links", []],
])("links: %s", async (body, expected) => {
  const found = await headerMarks({}, { body });
  expect(found.filter((line) => /^xx(?:sites|links[a-z])/.test(line))).toEqual(expected);
});

test.each([
  ["", undefined],
  ["abc 123", "xxlength 2"],
  ["a".repeat(1000), "xxlength 512"],
])("the length is that of the letters: %s", async (body, mark) => {
  expect((await headerMarks({}, { body })).find((line) => line.startsWith("xxlength"))).toBe(mark);
});

describe("what a list manager writes", () => {
  const LIST = {
    "List-Id": "<users.lists.example>",
    "Errors-To": "e@lists.example",
    Precedence: "bulk",
    Sender: "s@lists.example",
    "List-Unsubscribe": "<mailto:u@lists.example>",
    "Reply-To": "users@lists.example",
    "Return-Path": "<bounces@lists.example>",
  };

  test("is left out of the content, and the rest stays", async () => {
    expect(await headerMarks({ ...LIST, "X-Mailer": "m" })).toEqual(["xxhasxmailer", "xxidnone", "xxtonone"]);
  });

  test('but with headers: "all" it is there', async () => {
    const found = await headerMarks(LIST, { headers: "all" });
    expect(found).toEqual(
      expect.arrayContaining(["xxhaserrorsto", "xxhasprecedence", "xxhassender", "xxreturndiffers"]),
    );
  });

  test("a sender who is no list answers for it", async () => {
    expect(await headerMarks({ Precedence: "bulk", Sender: "s@x.test" })).toEqual(
      expect.arrayContaining(["xxhasprecedence", "xxhassender"]),
    );
  });
});

test("a text without the headers of a mail that was sent has no structure", async () => {
  for (const raw of ["words alone", "X-Nothing: 1\n\nwords", "Subject: x\nCc: a@b.example\n\nwords"]) {
    const mail = await readMail(raw);
    expect(mail.headers).toBeUndefined();
    expect(mailText(mail)).not.toMatch(/xx(?:has|id|to|relay)/);
  }
  for (const name of ["From", "Date", "Received", "Message-ID"]) {
    expect((await readMail(`${name}: x\n\nwords`)).headers).toBeDefined();
  }
});

describe("hostile headers", () => {
  test("values are cut, and no mark can be written in them", async () => {
    const forged = {
      "Content-Type": "xxspf/xxdkim; charset=xxfrom",
      "Content-Transfer-Encoding": "xxhascc",
      "X-Priority": "xxidsame 9",
      "Message-ID": "<xxidsame@xxreturnsame>",
    };
    const text = mailText(await readMail(rawMail({ ...FROM, ...forged }, "")), { headers: "content" });
    expect(text.match(/xx[a-z]+/g)).toEqual(
      "xxtype xxcharset xxencoding xxiddiffers xxtonone xxattachment xxsubject xxbody".split(" "),
    );
    const long = "x".repeat(50_000);
    const { headers } = await readMail(
      rawMail(
        { ...FROM, "Content-Type": `a/${long}; charset=${long}`, "Content-Transfer-Encoding": long },
        "",
      ),
    );
    expect(JSON.stringify(headers).length).toBeLessThan(1000);
  });

  test.each([
    ["Received", "Received: from a (b [c]) by d\n"],
    ["spaces", `Received: from a ${"( ".repeat(200)}\n`],
    ["Message-ID", `Message-ID: ${"@".repeat(1000)}\n`],
    ["Content-Type", `Content-Type: ${"charset ".repeat(100)}\n`],
    ["Cc", "Cc: a@b.example\n"],
  ])("thousands of %s are read in bounded time", async (_, line) => {
    const raw = `From: a@b.example\n${line.repeat(Math.floor(200_000 / line.length))}\nwords`;
    const start = performance.now();
    const mail = await readMail(raw);
    mailText(mail);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect([mail.isBroken, mail.headers === undefined]).toEqual([false, false]);
  });

  test("of thousands of Received headers the topmost are looked at", async () => {
    const other = "Received: from x.test (y.test [1.2.3.4]) by z\n";
    const own = "Received: from x.test (mx.b.example [1.2.3.4]) by z\n";
    const relay = async (count: number) =>
      (await readMail(`From: a@b.example\n${other.repeat(count)}${own}\nx`)).headers!.relay;
    expect([await relay(199), await relay(200)]).toEqual(["looked-up", "other"]);
  });
});
