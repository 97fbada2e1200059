// How fast mails are read: the SpamAssassin corpus, then mails of 10 MB that are made to be slow.
// After a build: node bench/read-mail.mjs
import { mailText, readMail } from "@engram/spam";
import { readSpamAssassin } from "@engram/spam/node";

const milliseconds = { readMail: [], mailText: [] };
const mails = await readSpamAssassin();
const read = async (raw) => {
  const start = performance.now();
  const mail = await readMail(raw);
  const between = performance.now();
  mailText(mail);
  return { readMail: between - start, mailText: performance.now() - between };
};
for (const { raw } of mails) {
  const spent = await read(raw);
  for (const name of Object.keys(milliseconds)) milliseconds[name].push(spent[name]);
}
for (const [name, values] of Object.entries(milliseconds)) {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(2).padStart(7);
  const sum = values.reduce((total, value) => total + value, 0);
  console.log(
    `${name}  ${mails.length} mails  ${(sum / 1000).toFixed(1)} s  median ${at(0.5)} ms  p99 ${at(0.99)} ms  most ${at(1)} ms`,
  );
}

const html = "Content-Type: text/html\n\n";
const parts = "Content-Type: multipart/mixed; boundary=b\n\n";
const base64 = "Content-Transfer-Encoding: base64\n\n";
const hostile = {
  "lines of words": ["Subject: x\n\n", "some words in a line of a text that is long\n"],
  "empty lines": ["Subject: x\n\n", "\n"],
  base64: [base64, "c29tZSB3b3JkcyBpbiBhIGxpbmUgb2YgdGV4dCB0aGF0IGlzIGxvbmc\n"],
  "padding in base64": [base64, "AA=="],
  "HTML with links": [html, "<p>some <b>words</b> <a href='http://a.example/x'>link</a></p>\n"],
  "elements in elements": [html, "<b>"],
  "elements that others close": [html, "<b></i>"],
  parts: [parts, "--b\n\n"],
  "mails in mails": ["Content-Type: message/rfc822\n\n".repeat(20), "some words\n"],
  "disguised words": ["Subject: x\n\n", "v\u200bі@gr4 "],
};
for (const [name, [start, unit]] of Object.entries(hostile)) {
  const raw = Buffer.from(start + unit.repeat(10_485_760 / unit.length));
  const spent = await read(raw);
  console.log(`10 MB, ${name.padEnd(27)} ${Math.round(spent.readMail + spent.mailText)} ms`);
}
