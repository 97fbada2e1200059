import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSentiment } from "@engram/sentiment";
import { loadSpamFilter } from "@engram/spam";
import { fileFeedback } from "@engram/spam/node";
import { afterAll, describe, expect, test } from "vitest";
import { finish, start } from "./support/engram-classify.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-classify-shipped-"));
const feedback = join(folder, "feedback.json");
const env = { ENGRAM_SPAM_FEEDBACK: feedback };
const filter = await loadSpamFilter({ threads: 1, store: fileFeedback(feedback) });
const servers: ChildProcess[] = [];
afterAll(() => {
  for (const server of servers) server.kill("SIGKILL");
  filter.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const TEXTS = ["You have won a FREE prize, call 0900 123 now", "See you at eight, bring bread"];
const MAIL = Buffer.from(
  "From: a@example.org\nSubject: Prices\nContent-Type: text/html; charset=iso-8859-1\n\n<b>S\xfc\xdfes f\xfcr alle</b>\n",
  "latin1",
);

/** The probabilities of spam in lines of JSON. */
const spamIn = (lines: string) =>
  lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).probabilities.spam as number);

function expectClose(found: readonly number[], expected: readonly number[]) {
  expect(found).toHaveLength(expected.length);
  for (const [index, probability] of found.entries()) expect(probability).toBeCloseTo(expected[index], 5);
}

async function serve(task: string): Promise<string> {
  const server = start(["serve", "--task", task, "--port", "0"], env);
  servers.push(server);
  let said = "";
  for await (const chunk of server.stderr!) {
    said += chunk;
    const address = /listening on (http:\S+)\n/.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`expected a server, got: ${said}`);
}

async function ask(url: string, texts: readonly string[]) {
  const response = await fetch(`${url}/predict/batch`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ texts }),
  });
  return (await response.json()).predictions;
}

describe("--task spam", () => {
  test("predict says of texts and of mails what the filter says, corrections included", async () => {
    const file = join(folder, "mail.eml");
    writeFileSync(file, MAIL);
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await finish(
        start(["predict", "--task", "spam", "--json", ...args], env),
      );
      expect(code, stderr).toBe(0);
      return spamIn(stdout);
    };
    const own = async (messages: (string | Uint8Array)[]) =>
      (await filter.predict(messages)).map(({ probabilities }) => probabilities.spam);
    const before = await own(TEXTS);
    expectClose(await run(...TEXTS), before);
    expectClose(await run("--file", file), await own([MAIL]));
    await filter.learn(TEXTS[1], "spam");
    const corrected = await own(TEXTS);
    expect(corrected[1]).not.toBeCloseTo(before[1], 3);
    expectClose(await run(...TEXTS), corrected);
  });

  test("serve answers with the same", async () => {
    const predictions = await ask(await serve("spam"), TEXTS);
    const expected = await filter.predict(TEXTS);
    expect(predictions.map(({ label }: { label: string }) => label)).toEqual(
      expected.map(({ label }) => label),
    );
    expectClose(
      predictions.map(({ probabilities }: { probabilities: { spam: number } }) => probabilities.spam),
      expected.map(({ probabilities }) => probabilities.spam),
    );
  });

  test("names corrections that it cannot use", async () => {
    const broken = join(folder, "broken.json");
    writeFileSync(broken, "{");
    const { code, stderr } = await finish(
      start(["predict", "--task", "spam", "hello"], { ENGRAM_SPAM_FEEDBACK: broken }),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/broken\.json: .*spam\.forget\(\) removes the file\n$/);
  });
});

test("--task sentiment: predict and serve say what the shipped model says", async () => {
  const texts = ["A wonderful film, I loved it.", "Dull and far too long."];
  const classifier = await loadSentiment({ threads: 1 });
  const expected = await classifier.predict(texts);
  classifier.dispose();
  const { stdout } = await finish(start(["predict", "--task", "sentiment", "--json", ...texts]));
  const found = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const served = await ask(await serve("sentiment"), texts);
  for (const answers of [found, served]) {
    expect(answers).toHaveLength(2);
    for (const [index, { label, probability }] of answers.entries()) {
      expect(label).toBe(expected[index].label);
      expect(probability).toBeCloseTo(expected[index].probability, 5);
    }
  }
});
