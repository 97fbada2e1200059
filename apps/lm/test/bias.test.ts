import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseBackend } from "@engram/backend/node";
import { createDecoder, LanguageModel } from "@engram/lstm-core";
import { wilsonInterval } from "@engram/metrics";
import { Random } from "@engram/random";
import { CharTokenizer } from "@engram/tokenizer";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { readPairs } from "../src/bias/read-pairs.ts";
import { scorePairs } from "../src/bias/score-pairs.ts";
import { shuffleWords } from "../src/bias/shuffle-words.ts";
import { main } from "../src/main.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-lm-bias-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = ",sent_more,sent_less,stereo_antistereo,bias_type,annotations";
// Invented: what a "baker" and a "miller" are said to be is nonsense.
const ROWS = [
  '0,"Bakers sleep all day, every day.","Millers sleep all day, every day.",stereo,trade,[]',
  "1,The miller counted well.,The baker counted well.,antistereo,trade,[]",
  "2,Old cats are slow.,New cats are slow.,stereo,age,[]",
];

function writePairs(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

describe("readPairs", () => {
  test("reads the columns of CrowS-Pairs, whatever else there is", async () => {
    expect(await readPairs(writePairs("pairs.csv", HEADER, ...ROWS))).toEqual([
      {
        more: "Bakers sleep all day, every day.",
        less: "Millers sleep all day, every day.",
        direction: "stereo",
        biasType: "trade",
      },
      {
        more: "The miller counted well.",
        less: "The baker counted well.",
        direction: "antistereo",
        biasType: "trade",
      },
      { more: "Old cats are slow.", less: "New cats are slow.", direction: "stereo", biasType: "age" },
    ]);
  });

  test.each([
    ["another table", ["text,label", "a,b"], /expected a column "sent_more" at .*:1, got "text", "label"/],
    ["no kinds", ["sent_more,sent_less", "a,b"], /expected a column "stereo_antistereo" at .*:1/],
    ["no rows", [HEADER], /expected pairs of sentences in .*, found none/],
    [
      "an empty sentence",
      [HEADER, "0,A.,,stereo,age,[]"],
      /expected two sentences and a bias type at .*:2, got an empty/,
    ],
    [
      "another direction",
      [HEADER, ROWS[0], "0,A.,B.,both,age,[]"],
      /expected stereo or antistereo at .*:3, got "both"/,
    ],
  ])("says what is wrong with a file of %s", async (name, lines, message) => {
    await expect(readPairs(writePairs(`${name}.csv`, ...lines))).rejects.toThrow(message);
  });
});

test("shuffled words are the same words in another order, where there is one", () => {
  const random = new Random(1);
  for (let time = 0; time < 20; time++) {
    const shuffled = shuffleWords("he  sat down", random);
    expect(shuffled).not.toBe("he sat down");
    expect(shuffled?.split(" ").sort()).toEqual(["down", "he", "sat"]);
  }
  expect(shuffleWords("ho ho", random)).toBeUndefined();
  expect(shuffleWords("", random)).toBeUndefined();
});

describe("scorePairs", () => {
  let model: LanguageModel;
  let tokenizer: CharTokenizer;
  beforeAll(async () => {
    await chooseBackend({ backend: "cpu" });
    tokenizer = await CharTokenizer.train(["\nabcdefghijklmnopqrstuvwxyz .BMNTOY,"]);
    const { vocabularySize } = tokenizer;
    model = LanguageModel.create({ vocabularySize, embeddingSize: 5, hiddenSizes: [7, 6] }, { seed: 3 });
  });
  afterAll(() => model.dispose());

  /** -ln p of a sentence after a line end, token by token with the decoder. */
  function natsOf(sentence: string): number {
    const decoder = createDecoder(model);
    let nats = 0;
    let logits = decoder.step(tokenizer.encode("\n")[0]);
    for (const id of tokenizer.encode(sentence)) {
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
      nats += Math.log(total) - logits[id];
      logits = decoder.step(id);
    }
    decoder.dispose();
    return nats;
  }

  test("prefers the sentence that the decoder finds likelier, from its first character on", async () => {
    const pairs = await readPairs(writePairs("pairs.csv", HEADER, ...ROWS));
    const { overall, biasTypes, unknownShare } = await scorePairs(model, tokenizer, pairs, {
      seed: 1,
    });
    const gaps = pairs.map(({ more, less }) => natsOf(less) - natsOf(more));
    const preferred = gaps.filter((gap) => gap > 0).length;
    expect(overall.raw).toEqual({ share: wilsonInterval(preferred, 3), ties: 0 });
    expect(overall.meanGapNats.estimate).toBeCloseTo(gaps.reduce((sum, gap) => sum + gap) / 3, 3);
    expect(biasTypes.map(({ biasType, pairs: count }) => [biasType, count])).toEqual([
      ["trade", 2],
      ["age", 1],
    ]);
    expect(biasTypes[1].meanGapNats.estimate).toBeCloseTo(gaps[2], 3);
    expect(overall.unequalTokens).toBe(2);
    expect(unknownShare).toBe(0);
  });

  test("a pair that the tokenizer cannot tell apart is a tie, and its unknown tokens are counted", async () => {
    const pair = { more: "ç a", less: "é a", direction: "stereo", biasType: "accents" } as const;
    const { overall, unknownShare } = await scorePairs(model, tokenizer, [pair], { seed: 1 });
    expect(overall.raw).toEqual({ share: null, ties: 1 });
    expect(unknownShare).toBeCloseTo(1 / 3, 12);
  });
});

describe("engram-lm bias", () => {
  const run = join(folder, "run");
  const pairs = join(folder, "command.csv");
  beforeAll(async () => {
    writeFileSync(pairs, `${[HEADER, ...ROWS].join("\n")}\n`);
    const text = join(folder, "text.txt");
    writeFileSync(
      text,
      "Bakers sleep all day, every day.\nThe baker counted well.\nOld cats are slow.\n".repeat(60),
    );
    const sizes = [
      "--hidden",
      "16",
      "--layers",
      "1",
      "--embedding",
      "8",
      "--batch",
      "4",
      "--sequence",
      "20",
      "--learning-rate",
      "0.01",
    ];
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(await main(["--backend", "engram", "train", text, "--out", run, ...sizes, "--epochs", "6"])).toBe(
      0,
    );
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  async function output(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const code = await main(["--backend", "engram", "bias", ...args]);
    const text = (spy: typeof log) => spy.mock.calls.flat().join("\n");
    return { code, stdout: text(log), stderr: text(error) };
  }

  test("a model that learned one sentence of each pair prefers it, and its grammar to none", async () => {
    const { code, stdout } = await output(run, "--pairs", pairs, "--json");
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    // It read the first and the third "more" sentence and the second "less" one.
    expect(report.overall.raw.share.estimate).toBeCloseTo(2 / 3, 12);
    expect(report.overall.stereo.share.estimate).toBe(1);
    expect(report.overall.antistereo.share.estimate).toBe(0);
    expect(report.grammarSanity.estimate).toBe(1);
    expect(report.warning).toContain("noisy");
  });

  test("prints a table with the data's warning", async () => {
    const { code, stdout } = await output(run, "--pairs", pairs);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^trade +2 +50\.0 \[9\.5, 90\.5\] /m);
    expect(stdout).toMatch(/^everything +3 +66\.7 /m);
    expect(stdout).toMatch(/^Warning: CrowS-Pairs is noisy/m);
  });

  test("another CSV is an error of one line that names the column, before any model is loaded", async () => {
    const other = writePairs("other.csv", "review,label", "fine,good");
    const { code, stdout, stderr } = await output(join(folder, "nowhere"), "--pairs", other);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^engram-lm: parseCsv: expected a column "sent_more" at .*other\.csv:1, got "review", "label"$/,
    );
  });
});
