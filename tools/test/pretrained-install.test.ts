// What the shipped models say is the same wherever they are installed: with the native kernels, without them, in a page.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchChromium, noChromium } from "@engram/test-utils/chromium";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closure, install, pack, run, tarball } from "./support/newcomer.ts";

const workplace = mkdtempSync(join(tmpdir(), "engram-pretrained-"));
afterAll(() => rmSync(workplace, { recursive: true, force: true }));

const REVIEWS = [
  "A wonderful film: the acting is superb and I was moved to tears.",
  "Dull, badly lit, and two hours too long. Do not waste your evening on it.",
  "I wanted to like it. The first half is not bad at all, but the ending ruins everything that came before.",
  `It begins well. ${"Then they walk, and talk, and walk again through the same three rooms. ".repeat(60)}What a waste!`,
  "这部电影非常好看，我很喜欢。",
  "فيلم رائع جدا",
  "!?",
  "",
];
const MAIL = [
  "From: Ann Example <ann@example.org>",
  "To: team@example.org",
  "Subject: =?utf-8?B?TWVldGluZyBvbiBUdWVzZGF5?=",
  "Date: Tue, 12 May 2009 10:00:00 +0200",
  "Message-ID: <1@example.org>",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "Shall we meet at ten? The agenda is attached.",
].join("\r\n");
const MESSAGES = [
  "Are we still on for lunch tomorrow? I booked the table for half past twelve.",
  "CONGRATULATIONS!!! You have WON a FREE prize of $1,000,000. Click http://203.0.113.7/claim now",
  "V I A G R A at the lowest pr\u200bices, no pr\u0435scription",
  MAIL,
  "我们明天见面吧",
  "",
];

/** A program's text that leaves all probabilities in `probabilities`; the second time each text is asked for in a batch. */
const PROGRAM = `
  import { loadSentiment, sentiment } from "@engram/sentiment";
  import { loadSpamFilter, spam } from "@engram/spam";

  const reviews = ${JSON.stringify(REVIEWS)};
  const messages = ${JSON.stringify(MESSAGES)};
  const probabilities = [];
  for (const text of reviews) probabilities.push((await sentiment(text)).probabilities.positive);
  for (const text of messages) probabilities.push((await spam(text)).probabilities.spam);
  const many = await loadSentiment();
  for (const { probabilities: p } of await many.predict(reviews)) probabilities.push(p.positive);
  const filter = await loadSpamFilter();
  for (const { probabilities: p } of await filter.predict(messages)) probabilities.push(p.spam);
`;

async function inNode(folder: string): Promise<number[]> {
  writeFileSync(join(folder, "program.js"), `${PROGRAM}\nconsole.log(JSON.stringify(probabilities));`);
  const env = { ...process.env, ENGRAM_SPAM_FEEDBACK: join(folder, "feedback.json") };
  return JSON.parse((await run(process.execPath, ["program.js"], { cwd: folder, env })).stdout);
}

async function inPage(folder: string): Promise<number[]> {
  const { outputFiles } = await build({
    stdin: { contents: `${PROGRAM}\nglobalThis.probabilities = probabilities;`, resolveDir: folder },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    logLevel: "error",
  });
  const browser = await launchChromium();
  const outside: string[] = [];
  try {
    const page = await browser.newPage();
    await page.route("**/*", (route) => {
      const { pathname, origin } = new URL(route.request().url());
      if (origin !== "http://localhost") outside.push(route.request().url());
      return pathname === "/page.js"
        ? route.fulfill({ contentType: "text/javascript", body: outputFiles[0].text })
        : route.fulfill({ contentType: "text/html", body: '<script type="module" src="/page.js"></script>' });
    });
    await page.goto("http://localhost/");
    await page.waitForFunction(() => "probabilities" in globalThis);
    expect(outside, "requests to anywhere else").toEqual([]);
    return await page.evaluate("probabilities");
  } finally {
    await browser.close();
  }
}

function expectSame(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) {
    expect(Math.abs(actual[index] - value), `probability ${index}: ${value}`).toBeLessThan(1e-5);
  }
}

describe("the shipped models", () => {
  const native = join(workplace, "native");
  const wasm = join(workplace, "wasm");
  let expected: number[];

  beforeAll(async () => {
    const wanted = [...new Set([...closure("sentiment"), ...closure("spam")])];
    mkdirSync(join(workplace, "tarballs"));
    for (const each of wanted) pack(join(workplace, "tarballs"), each);
    const tarballs = wanted.map((each) => tarball(join(workplace, "tarballs"), each));
    await install(native, tarballs);
    await install(wasm, tarballs, { flags: ["--ignore-scripts"] });
    expected = await inNode(native);
  }, 240_000);

  test("tell these texts apart", () => {
    const [praise, complaint] = expected;
    expect(praise).toBeGreaterThan(0.9);
    expect(complaint).toBeLessThan(0.1);
    const [ham, prize, pills] = expected.slice(REVIEWS.length);
    expect(ham).toBeLessThan(0.5);
    expect(prize).toBeGreaterThan(0.5);
    expect(pills).toBeGreaterThan(0.5);
  });

  test("say the same one by one and in a batch", () => {
    const single = expected.slice(0, expected.length / 2);
    expectSame(expected.slice(expected.length / 2), single);
  });

  test("say the same in a second install, without the native kernels", async () => {
    expectSame(await inNode(wasm), expected);
  });

  test.skipIf(noChromium)(
    "say the same in Chromium, in a page that esbuild bundles",
    async () => {
      expectSame(await inPage(wasm), expected);
    },
    120_000,
  );
});
