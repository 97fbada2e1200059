import { describe, expect, test } from "vitest";
import { readMail } from "../src/index.ts";
import { HTML, rawMail } from "./support/raw-mail.ts";

const read = (html: string) => readMail(rawMail(HTML, html));

describe("what a reader of HTML does not see is told apart", () => {
  test.each([
    '<div style="display:none">HID</div>',
    '<div style="DISPLAY : None !important"><p>HID</p></div>',
    '<span style="font-size:0px">HID</span>',
    '<span style="font-size: 1pt;color:red">HID</span>',
    '<span style="font-size:.05em">HID</span>',
    '<p style="visibility:hidden">HID</p>',
    "<p hidden>HID</p>",
    '<div style="font-size:0"><p><b>HID</b></p></div>',
    '<p style="opacity:0.0">HID</p>',
    '<p style="mso-hide:all">HID</p>',
    '<font color="#FFFFFF">HID</font>',
    '<font color="white">HID</font>',
    '<span style="color:#fefefe">HID</span>',
    '<table bgcolor="#000000"><tr><td><font color=black>HID</font></td></tr></table>',
    '<div style="background:rgb(10,20,30)"><i style="color:rgb(12, 18, 33)">HID</i></div>',
  ])("%s", async (html) => {
    const mail = await read(`seen ${html} too`);
    expect(mail.hiddenText).toBe("HID");
    expect(mail.text.replace(/\s+/g, " ").trim()).toBe("seen too");
  });

  test.each([
    '<span style="font-size:12px">SEEN</span>',
    '<span style="font-size:0.9em">SEEN</span>',
    '<td style="font-size:0"><p style="font-size:14px">SEEN</p></td>',
    '<p style="visibility:hidden"><b style="visibility:visible">SEEN</b></p>',
    '<p style="opacity:0.5">SEEN</p>',
    '<table bgcolor="#000"><tr><td><font color="#fff">SEEN</font></td></tr></table>',
    '<table background="sky.gif"><tr><td><font color="#fff">SEEN</font></td></tr></table>',
    '<div bgcolor=white style="color:white"><a href="http://a.example">SEEN</a></div>',
    '<font color="">SEEN</font>',
    '<p style="font-size:">SEEN</p>',
  ])("and what is seen is not: %s", async (html) => {
    const mail = await read(html);
    expect([mail.text.trim(), mail.hiddenText]).toEqual(["SEEN", ""]);
  });
});

test("words that tags split are whole, and blocks are lines", async () => {
  const mail = await read(
    "vi<!-- x -->ag<b></b>ra<br>now<p>free<style>p{}</style> &amp; easy</p><script>no()</script>",
  );
  expect(mail.text.trim().split(/\n+/)).toEqual(["viagra", "now", "free & easy"]);
});

describe("links", () => {
  test("text, host and where they really lead", async () => {
    const mail = await read(
      `<a href="http://evil.example/x">https://www.bank.example.com/login</a>
       <a href="https://click.bank.co.uk/">www.bank.co.uk</a> <a href="http://evil.co.uk/">bank.co.uk</a> <a href="http://0x7f000001/">Bank</a>
       <a href="HTTP://User:pw@Shop.Example:80/?a=1&amp;b=2"><b>to</b> the shop</a> <a href="mailto:a@b.c">write</a>
       <a href="#top">up</a> <a href="http://münchen.example">x</a> <a>none</a>`,
    );
    expect(
      mail.links.map(({ text, host, hostDiffers, isIpAddress }) => [text, host, hostDiffers, isIpAddress]),
    ).toEqual([
      ["https://www.bank.example.com/login", "evil.example", true, false],
      ["www.bank.co.uk", "click.bank.co.uk", false, false],
      ["bank.co.uk", "evil.co.uk", true, false],
      ["Bank", "127.0.0.1", false, true],
      ["to the shop", "shop.example", false, false],
      ["x", "xn--mnchen-3ya.example", false, false],
    ]);
    expect(mail.links[4].url).toContain("a=1&b=2");
    expect(mail.linkCount).toBe(6);
  });

  test("of plain text", async () => {
    const mail = await readMail(
      "Subject: x\n\nSee http://a.example/x?y=1, or (www.b.example). Not c.example.",
    );
    expect(mail.links.map(({ url }) => url)).toEqual(["http://a.example/x?y=1", "http://www.b.example"]);
  });

  test("are all counted and the first listed", async () => {
    const mail = await read('<a href="http://a.example/">a</a>'.repeat(500));
    expect([mail.links.length, mail.linkCount]).toEqual([200, 500]);
  });
});

test("images and forms are seen", async () => {
  const mail = await read("<form><img src=a><IMG src=b><input></form>");
  expect([mail.imageCount, mail.hasForm]).toEqual([2, true]);
});

test("what is nested too deeply is still read, and said to be broken", async () => {
  const mail = await read(`${"<div>".repeat(5000)}deep <b>words</b>`);
  expect(mail.text.trim()).toBe("deep words");
  expect(mail.isBroken).toBe(true);
});
