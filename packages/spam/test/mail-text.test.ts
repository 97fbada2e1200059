import { clean } from "@engram/tokenizer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mailText, messageText, readMail } from "../src/index.ts";
import { MARKS } from "../src/text/marks.ts";
import { HTML, MIXED, multipart, rawMail } from "./support/raw-mail.ts";

const HEADERS = {
  Received: "from relay.example",
  From: '"service@bank.example" <x@evil.example>',
  "Reply-To": "y@other.example",
  To: "me@here.example",
  "X-Mailer": "Blaster 3",
  "Authentication-Results": "mx; spf=fail; dkim=none; dmarc=fail",
};
const lines = (text: string) => text.split("\n").map((line) => line.trim());

test("structure, links and attachments are marked", async () => {
  const body = multipart(
    [
      "Content-Type: text/html",
      '<a href="http://1.2.3.4/">www.bank.example</a><img src=x><p hidden>a b c</p>',
    ],
    ["Content-Type: application/pdf; name=bill.PDF.exe\nContent-Disposition: attachment", "x"],
  );
  const text = mailText(await readMail(rawMail({ ...HEADERS, ...MIXED, Subject: "Your account" }, body)));
  expect(lines(text).filter((line) => line !== "")).toEqual([
    "xxhasreplyto",
    "xxhasxmailer",
    "xxtype multipart/mixed",
    "xxidnone",
    "xxrelaydiffers",
    "xxreplydiffers",
    "xxdifferentname",
    "xxhtmlonly",
    "xxhidden 2",
    "xximages 1",
    "xxattachment exe",
    "xxlinks 1",
    "xxsites 1",
    "xxlinksother",
    "xxlinkdiffers",
    "xxlinkip",
    "xxsubject Your account",
    "xxbody  xxurl",
  ]);
});

test('with headers: "all" it is also said where a mail comes from', async () => {
  const mail = await readMail(rawMail({ ...HEADERS, Subject: "Hi" }, "see http://shop.example/x"));
  const origin = [
    "xxfrom evil.example",
    "xxname service@bank.example",
    "xxto 1",
    "xxreceived 1",
    "xxmailer Blaster 3",
    "xxspf fail",
    "xxdkim none",
    "xxdmarc fail",
    "xxlink shop.example",
  ];
  expect(lines(mailText(mail, { headers: "all" }))).toEqual(expect.arrayContaining(origin));
  const content = mailText(mail);
  for (const word of ["evil", "Blaster", "shop.example", "relay.example", "here.example", "fail"]) {
    expect(content).not.toContain(word);
  }
});

describe("what tells collections apart is left out", () => {
  const LIST = { "List-Id": "<users.lists.example>", "Reply-To": "users@lists.example", From: "a@b.example" };
  const BODY = `On Wed, 21 Aug 2002 at 10:54:46 -0500, Ann <ann@b.example> wrote:
> the question of May 3rd, 1999

an answer, see http://lists.example/x

_______________________________________________
Users mailing list
http://lists.example/listinfo/users`;

  test("dates, addresses, a list's tag and footer", async () => {
    const text = mailText(await readMail(rawMail({ ...LIST, Subject: "Re: [Users] a question" }, BODY)));
    expect(text.replace(/[ \r]+/g, " ")).toBe(
      "xxidnone\nxxtonone\nxxlinks 2\nxxsites 1\nxxlinksother\nxxlength 32\nxxsubject Re: a question\nxxbody On xxdate, Ann < xxemail > wrote:\n > the question of xxdate\n \n an answer, see xxurl \n ".replace(
        /\n /g,
        "\n",
      ),
    );
  });

  test('but with headers: "all" a list is a thing to know', async () => {
    const mail = await readMail(rawMail({ ...LIST, Subject: "[Users] a question" }, BODY));
    const text = mailText(mail, { headers: "all" });
    for (const words of ["[Users]", "Users mailing list", "xxlist users.lists.example"]) {
      expect(text).toContain(words);
    }
  });

  test("a footer without a line above it is known by its words", async () => {
    const body = "question\n\nTo unsubscribe from this group, send an email to:\nx@b.example\n";
    expect(mailText(await readMail(rawMail({ "Mailing-List": "list x" }, body)))).not.toContain(
      "unsubscribe",
    );
    expect(mailText(await readMail(rawMail({}, body)))).toContain("unsubscribe");
  });

  test("a footer that no list manager put there stays", async () => {
    const text = mailText(await readMail(rawMail({ Subject: "x" }, BODY)));
    expect(text).toContain("Users mailing list");
  });

  test.each([
    "Thu, 22 Aug 2002 18:26:25 +0700",
    "22/08/2002",
    "2002-08-22",
    "August 22nd, 2002",
    "Friday, September 6, 2002 at 3:45 PM",
    "2003",
    "May 5,2002",
    "07.09.2002",
  ])("%s", (date) => {
    expect(messageText(`it was ${date}!`)).toBe("xxlength 4\nxxbody it was xxdate!");
  });

  test.each([
    "see you Friday",
    "may be",
    "call 2002020",
    "1 or 2",
    "10:30",
    "march on",
    "only $2000 or 1,999",
    "2000.50",
  ])("but not: %s", (text) => {
    expect(messageText(text)).toMatch(/^(?:xxlength \d+\n)?xxbody /);
    expect(messageText(text)).toContain(text);
  });
});

test("a message is read as a mail without headers is", async () => {
  const words = "WIN 1000 EURO NOW, it is FR€E! www.win.example or http://10.0.0.1/ v.i.a.g.r.a";
  const mail = mailText(await readMail(`X-Nothing: 1\n\n${words}`));
  expect(messageText(words).trim()).toBe(mail.replace(/xxsubject \n/, "").trim());
  expect(messageText(words)).toBe(
    "xxlinks 2\nxxsites 2\nxxlinkip\nxxcapitals 4\nxxobfuscated 2\nxxlength 16\nxxbody WIN 1000 EURO NOW, it is FREE!  xxurl  or  xxurl  viagra",
  );
});

test("right-to-left and empty texts", () => {
  expect(messageText("")).toBe("xxbody ");
  expect(messageText("שלום עולם")).toBe("xxlength 8\nxxbody שלום עולם");
  expect(() => messageText(undefined as never)).toThrow("messageText: expected a string, got undefined");
});

test("nobody can write a mark", async () => {
  const disguised = fc
    .constantFrom(...MARKS)
    .chain((mark) =>
      fc.constantFrom(
        "\ue000\ue001\ue002",
        mark,
        mark.toUpperCase(),
        `x\u200b${mark.slice(1)}`,
        `x\u0007${mark.slice(1)}`,
        mark.replace("k", "\u212a"),
        mark.replace("x", "х"),
        [...mark].join("."),
      ),
    );
  await fc.assert(
    fc.asyncProperty(disguised, async (mark) => {
      const tone = /^xx(?:obfuscated|capitals).*\n/gm;
      const count = (text: string) =>
        clean(text, { letterCase: "lower", whitespace: "keep" })
          .replace(tone, "")
          .match(/(?<![a-z0-9])xx[a-z]+/gi)?.length ?? 0;
      expect(count(messageText(`we ${mark} you`))).toBe(count(messageText("we see you")));
      const forged = { From: `"${mark}" <a@b.example>`, "X-Mailer": mark, Subject: mark };
      const honest = { From: '"ann" <a@b.example>', "X-Mailer": "mail", Subject: "hello" };
      const [one, other] = await Promise.all(
        [forged, honest].map(async (headers) =>
          mailText(await readMail(rawMail({ ...headers, ...HTML }, "words")), { headers: "all" }),
        ),
      );
      expect(count(one)).toBe(count(other));
    }),
  );
});
