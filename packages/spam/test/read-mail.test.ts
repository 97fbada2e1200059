import { describe, expect, test } from "vitest";
import { readMail } from "../src/index.ts";
import { ALTERNATIVE, HTML, latin1, MIXED, multipart, rawMail } from "./support/raw-mail.ts";

describe("headers", () => {
  test("those that matter are read", async () => {
    const mail = await readMail(
      rawMail(
        {
          Received: "from a.example by b.example; Mon, 2 Mar 2026 10:00:00 +0100",
          "Received ": "from c.example by a.example; Mon, 2 Mar 2026 09:59:00 +0100",
          "Authentication-Results":
            "b.example; spf=pass smtp.mailfrom=shop.example; dkim=FAIL header.d=x; dmarc=none",
          From: '"Ann, of the Shop" <ann@Shop.Example>',
          "Reply-To": "win@other.example",
          To: "team: bob@example.org, eve@example.org;, mia@example.org",
          Cc: "kim@example.org",
          Subject: "=?iso-8859-1?Q?Gr=FC=DFe?= =?utf-8?B?IOKCrA==?=",
          Date: "Mon, 2 Mar 2026 10:00:00 +0100",
          "List-Id": "Our news <News.Shop.Example>",
          "X-Mailer": "Blaster 3",
        },
        "Hello",
      ),
    );
    expect(mail).toMatchObject({
      from: { name: "Ann, of the Shop", address: "ann@Shop.Example", host: "shop.example" },
      replyTo: { host: "other.example" },
      cc: [{ address: "kim@example.org" }],
      subject: "Grüße €",
      date: "2026-03-02T09:00:00.000Z",
      receivedCount: 2,
      isFromList: true,
      listId: "news.shop.example",
      contentType: "text/plain",
      mailer: "Blaster 3",
      authentication: { spf: "pass", dkim: "fail", dmarc: "none" },
      parts: "plain",
      isBroken: false,
      isCut: false,
    });
    expect(mail.to.map(({ address }) => address)).toEqual([
      "bob@example.org",
      "eve@example.org",
      "mia@example.org",
    ]);
    expect(mail.text.trim()).toBe("Hello");
  });

  test("only the topmost authentication results count: the others could be the sender's", async () => {
    const { authentication } = await readMail(
      "Authentication-Results: mx.example; spf=fail; dkim=pass header.d=a; dkim=fail header.d=b\nAuthentication-Results: mx.example; spf=pass; dmarc=pass\n\nx",
    );
    expect(authentication).toEqual({ spf: "fail", dkim: "pass", dmarc: undefined });
    expect((await readMail("Received-SPF: SoftFail (who knows)\n\nx")).authentication.spf).toBe("softfail");
  });

  test("a From line of an mbox, a quoted one and empty lines may stand in front", async () => {
    for (const front of ["From ann Thu Aug 22 12:36:23 2002\n", ">From ann Thu\r\n", "\n\r\n"]) {
      const mail = await readMail(`${front}Subject: here\n\nbody`);
      expect([mail.subject, mail.text.trim()]).toEqual(["here", "body"]);
    }
  });

  test("text that is neither a string nor bytes is refused", async () => {
    await expect(readMail(7 as never)).rejects.toThrow(
      "readMail: expected a string or a Uint8Array, got number",
    );
  });
});

describe("encodings", () => {
  test.each([
    ["quoted-printable", "caf=C3=A9 and a very long =\nline", "café and a very long line"],
    ["base64", "Y2Fmw6kg\nw7xi\nZXI=", "café über"],
    ["BASE64", "Y2Fmw6k=", "café"],
    ["x-unknown", "plain", "plain"],
  ])("%s", async (encoding, body, text) => {
    const headers = { "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": encoding };
    expect((await readMail(rawMail(headers, body))).text.trim()).toBe(text);
  });

  test("bytes are read in the charset of the part", async () => {
    const koi8 = latin1("Content-Type: text/plain; charset=koi8-r\n\n\xf0\xd2\xc9\xd7\xc5\xd4");
    expect((await readMail(koi8)).text.trim()).toBe("Привет");
  });

  test("of an unknown charset what is ASCII remains", async () => {
    const mail = await readMail(latin1("Content-Type: text/plain; charset=klingon-7\n\nfree \xff\xfe money"));
    expect(mail.text).toMatch(/^free .* money/);
  });

  test("right-to-left text comes in the order in which it is written", async () => {
    const hebrew = "שלום עולם, זה 100% אמיתי";
    const mail = await readMail(
      rawMail({ Subject: hebrew, "Content-Type": "text/plain; charset=utf-8" }, hebrew),
    );
    expect([mail.subject, mail.text.trim()]).toEqual([hebrew, hebrew]);
  });
});

describe("parts", () => {
  test("of alternatives what a mail program shows is read: the HTML", async () => {
    const body = multipart(
      ["Content-Type: text/plain", "an honest letter"],
      ["Content-Type: text/html", "<p>cheap <b>pills</b>"],
    );
    const mail = await readMail(rawMail(ALTERNATIVE, body));
    expect(mail.text.trim()).toBe("cheap pills");
    expect([mail.parts, mail.contentType]).toEqual(["both", "multipart/alternative"]);
  });

  test("HTML without text leaves the plain part", async () => {
    const body = multipart(["Content-Type: text/plain", "words"], ["Content-Type: text/html", "<img src=x>"]);
    const mail = await readMail(rawMail(ALTERNATIVE, body));
    expect([mail.text.trim(), mail.imageCount]).toEqual(["words", 1]);
  });

  test("attachments are named and measured, and their text is none of the mail's", async () => {
    const body = multipart(
      ["Content-Type: text/plain", "see the bill"],
      [
        'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="=?utf-8?Q?R=C3=A9chnung.pdf.exe?="\nContent-Transfer-Encoding: base64',
        "TVqQAAMAAAAEAAAA",
      ],
      ["Content-Type: text/plain\nContent-Disposition: attachment", "not to be read"],
    );
    const mail = await readMail(rawMail(MIXED, body));
    expect(mail.attachments).toEqual([
      { filename: "Réchnung.pdf.exe", mimeType: "application/octet-stream", size: 12 },
      { filename: "", mimeType: "text/plain", size: expect.any(Number) },
    ]);
    expect(mail.text.trim()).toBe("see the bill");
  });

  test("multiparts in multiparts and a mail in a mail are read", async () => {
    const inner = `--in\nContent-Type: text/plain\n\ninnermost\n--in\nContent-Type: image/gif; name=dot.gif\n\nGIF89a\n--in--\n`;
    const body = multipart(
      ['Content-Type: multipart/mixed; boundary="in"', inner],
      ["Content-Type: message/rfc822", "From: a@b.example\nSubject: forwarded\n\nthe forwarded words"],
    );
    const mail = await readMail(rawMail(MIXED, body));
    expect(mail.text).toContain("innermost");
    expect(mail.text).toContain("the forwarded words");
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(["dot.gif"]);
  });

  test("HTML that calls itself plain text is read as HTML", async () => {
    const mail = await readMail(
      "Subject: x\n\n<html><body>Click <a href='http://a.example'>here</a></body></html>",
    );
    expect([mail.text.trim(), mail.parts, mail.links[0].host]).toEqual(["Click here", "html", "a.example"]);
  });
});

describe("broken mails", () => {
  test.each([
    ["no body", "Subject: x", "x", ""],
    ["no headers", "\n\nwords alone", "", ""],
    ["a boundary that never comes", rawMail(MIXED, "lost words"), "", ""],
    ["a multipart without a boundary", rawMail({ "Content-Type": "multipart/mixed" }, "words"), "", ""],
    ["a missing end", rawMail(MIXED, "--=_border\nContent-Type: text/plain\n\nwords"), "", "words"],
    ["base64 that is none", rawMail({ "Content-Transfer-Encoding": "base64" }, "!!! ??? ***"), "", ""],
    ["a header without a colon", "Subject: x\nnonsense\n\nwords", "x", "words"],
    ["an unclosed tag", rawMail({ ...HTML, Subject: "x" }, "seen <b unclosed"), "x", "seen"],
  ])("%s", async (_, raw, subject, text) => {
    const mail = await readMail(raw);
    expect(mail.subject).toBe(subject);
    expect(mail.text.trim()).toContain(text);
  });

  test("lines between parts that nothing announced are not read", async () => {
    const border = "--=_NextPart_000_00AA-01";
    const mail = await readMail(`Subject: x\n\n${border}\nwords\n-- \n---------------\n${border}--\n`);
    expect(mail.text.trim().split("\n")).toEqual(["words", "-- ", "---------------"]);
  });

  test("empty ones are mails that say nothing", async () => {
    for (const raw of ["", new Uint8Array(0), "\n", "\0"]) {
      const mail = await readMail(raw);
      expect(mail).toMatchObject({ from: undefined, to: [], subject: "", links: [], attachments: [] });
      expect(mail.text.replaceAll("\0", "").trim()).toBe("");
    }
  });
});
