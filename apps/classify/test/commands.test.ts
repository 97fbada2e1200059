import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BIAS_CATEGORIES } from "@engram/classification";
import { mailText, readMail } from "@engram/spam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CATEGORIES } from "../src/data/bias-categories.ts";
import { engramClassify, engramClassifyHere } from "./support/engram-classify.ts";
import { reviews, reviewsCsv } from "./support/reviews.ts";
import { TINY } from "./support/tiny-training.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-classify-"));
const data = join(folder, "reviews.csv");
const unseen = join(folder, "unseen.csv");
const run = join(folder, "run");
const FIELDS = ["--text-field", "review", "--label-field", "stars"];

beforeAll(async () => {
  writeFileSync(data, reviewsCsv(reviews(160, { seed: 1 })));
  writeFileSync(unseen, reviewsCsv(reviews(40, { seed: 2 })));
  const { code, stderr } = await engramClassify(["train", data, "--out", run, ...TINY]);
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("train", () => {
  test("leaves a classifier, its card, a report as page and as JSON, and no working files", () => {
    for (const file of [
      "classifier.json",
      "forward/model.safetensors",
      "README.md",
      "report.html",
      "run.json",
    ]) {
      expect(existsSync(join(run, file)), file).toBe(true);
    }
    expect(existsSync(join(run, "work"))).toBe(false);
    const report = JSON.parse(readFileSync(join(run, "report.json"), "utf8"));
    expect(report.texts).toBe(16);
    expect(report.scores.accuracy).toBe(1);
  });

  test("the card names command, seed, data and the numbers of the report", () => {
    const card = readFileSync(join(run, "README.md"), "utf8");
    const { sources, texts } = JSON.parse(readFileSync(join(run, "run.json"), "utf8"));
    expect(card).toContain("engram-classify train reviews.csv --text-field review --label-field stars");
    expect(card).toContain("--hidden-sizes 12");
    expect(card).toContain(sources[0].sha256);
    expect(card).toMatch(/accuracy on the test texts \| 1 \|/);
    expect(texts).toEqual({ train: 130, validation: 14, test: 16 });
  });

  test("does not overwrite a finished run, or one with other arguments, unless forced", async () => {
    const again = await engramClassify(["train", data, "--out", run, ...TINY]);
    expect(again.stderr).toMatch(/^engram-classify: .*finished; --force begins anew\n$/);
    const other = await engramClassify(["train", data, "--out", run, ...TINY, "--epochs", "5"]);
    expect(other.stderr).toContain("another options.recipe.epochs; --force begins anew");
    expect([again.code, other.code]).toEqual([1, 1]);
  });

  test("int8 weights take a third of the room at most, and their own scores are reported", async () => {
    const small = join(folder, "int8");
    const { code } = await engramClassify(["train", data, "--out", small, ...TINY, "--precision", "int8"]);
    expect(code).toBe(0);
    const size = (directory: string) => readFileSync(join(directory, "forward", "model.safetensors")).length;
    expect(size(small)).toBeLessThan(size(run) / 2);
    expect(JSON.parse(readFileSync(join(small, "report.json"), "utf8")).scores.accuracy).toBe(1);
  });

  test("a folder with a folder for each label is data, and texts that the test knows are left out", async () => {
    const texts = join(folder, "texts");
    const all = reviews(40, { seed: 3 });
    for (const [index, { text, label }] of all.entries()) {
      mkdirSync(join(texts, label), { recursive: true });
      writeFileSync(join(texts, label, `${index}.txt`), text);
    }
    const known = join(folder, "known.csv");
    writeFileSync(
      known,
      reviewsCsv(all.slice(0, 10).map(({ text, label }) => ({ text: `${text}!`, label }))),
    );
    const out = join(folder, "from-folder");
    const { stderr } = await engramClassify(["train", texts, "--test", known, "--out", out, ...TINY]);
    expect(stderr).toContain("27 texts to learn from, 3 to validate, 10 to test; labels negative, positive");
    expect(stderr).toContain("duplicates of test texts left out: 10");
  });

  test("says what is wrong with its arguments in one line", async () => {
    const cases: [string[], RegExp][] = [
      [[join(folder, "none.csv")], /none\.csv: no such file or folder/],
      [[data, "--text-field", "nope"], /expected a column "nope"/],
      [[data, ...FIELDS, "--task", "spam"], /expected the labels ham and spam, got "negative"/],
      [[], /expected files to learn from/],
      [["--data", "moon"], /expected imdb or spam-assassin, got moon/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await engramClassifyHere(["train", ...args, "--out", join(folder, "wrong")]);
      expect(stderr).toMatch(message);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect(code).toBe(1);
    }
    const usage = await engramClassifyHere(["train", data, "--out", "x", "--hidden-sizes", "12,none"]);
    expect(usage.code).toBe(2);
    expect(usage.stderr).toContain("expected");
  });
});

test("eval scores unseen texts, as a table, as JSON and as a page", async () => {
  const page = join(folder, "page.html");
  const table = await engramClassify(["eval", run, unseen, ...FIELDS, "--report", page]);
  expect(table.stdout).toMatch(/^accuracy +100\.00 %/);
  expect(readFileSync(page, "utf8")).toContain("40 texts");
  const json = JSON.parse((await engramClassify(["eval", run, unseen, ...FIELDS, "--json"])).stdout);
  expect(json.confusion).toEqual([
    [20, 0],
    [0, 20],
  ]);
});

describe("predict", () => {
  const [praise, blame] = reviews(2, { seed: 4 }).map(({ text }) => text);

  test("says label and probability of each text, in order", async () => {
    const { stdout } = await engramClassify(["predict", run, praise, blame]);
    expect(stdout).toMatch(/^positive\t[01]\.\d{4}\nnegative\t[01]\.\d{4}\n$/);
  });

  test("gives lines of JSON for the lines of its input, and the same numbers for one text alone", async () => {
    const lines = Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? praise : blame));
    const { stdout } = await engramClassify(["predict", run, "--json"], lines.join("\n"));
    const predictions = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(predictions.map(({ label }) => label)).toEqual(
      lines.map((line) => (line === praise ? "positive" : "negative")),
    );
    const alone = JSON.parse((await engramClassify(["predict", run, praise, "--json"])).stdout);
    expect(alone.probabilities.positive).toBeCloseTo(predictions[0].probabilities.positive, 5);
    expect(alone.probabilities.positive + alone.probabilities.negative).toBeCloseTo(1, 6);
  });

  test("adds columns to a CSV and leaves its fields as they were", async () => {
    const table = join(folder, "table.csv");
    writeFileSync(table, `id,review\n1,"${praise}, and ""so"" on"\n2,"${blame}\nand on"\n`);
    const { stdout } = await engramClassify(["predict", run, "--csv", table, "--text-field", "review"]);
    expect(stdout).toMatch(
      /^id,review,predicted_label,predicted_probability\n1,".*, and ""so"" on",positive,[\d.e-]+\n2,".*\nand on",negative,[\d.e-]+\n$/,
    );
    const missing = await engramClassify(["predict", run, "--csv", table]);
    expect(missing.stderr).toMatch(/table\.csv: expected a column "text", got id, review\n$/);
  });

  test("takes a whole file as one text, and of an .eml what a classifier reads of a mail", async () => {
    const file = join(folder, "review.txt");
    writeFileSync(file, `${praise}\n${praise}\n`);
    const mail = join(folder, "mail.eml");
    const source = `From: a@example.org\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n${btoa(blame)}\n`;
    writeFileSync(mail, source);
    const { stdout } = await engramClassify(["predict", run, "--json", "--file", file, mail]);
    const expected = [`${praise}\n${praise}\n`, mailText(await readMail(new TextEncoder().encode(source)))];
    expect(expected[1]).toContain(blame);
    expect(stdout).toBe((await engramClassify(["predict", run, "--json", ...expected])).stdout);
  });

  test("answers nothing for no input, and says where an input is no text", async () => {
    expect(await engramClassify(["predict", run], "")).toEqual({ code: 0, stdout: "", stderr: "" });
    const binary = await engramClassify(["predict", run], "good\n\0\n");
    expect(binary.stderr).toMatch(/got a NUL at byte 5/);
    expect(binary.code).toBe(1);
  });
});

test("explain names the word that decided", async () => {
  const { stdout } = await engramClassify([
    "explain",
    run,
    "the film the plot superb",
    "--label",
    "positive",
  ]);
  const [first, strongest] = stdout.split("\n");
  expect(first).toMatch(/^positive\t/);
  expect(strongest).toMatch(/^\+.*\tsuperb$/);
});

test("bias gives one table, with a second classifier beside the first", async () => {
  const { stdout } = await engramClassify([
    "bias",
    run,
    unseen,
    ...FIELDS,
    "--after",
    run,
    "--categories",
    "gender",
  ]);
  const [head, , ...rows] = stdout.trimEnd().split("\n");
  expect(head).toBe("| P(positive) | before | after |");
  for (const row of rows) {
    const [before, after] = row
      .split(" | ")
      .slice(1)
      .map((cell) => cell.replace(/ \|$/, ""));
    expect(after).toBe(before);
  }
  expect(rows.at(-1)).toMatch(/^\| accuracy \| 1\.0000/);
});

describe("training against bias", () => {
  test("learns from texts in which groups have changed places, and says so in run and card", async () => {
    const people = join(folder, "people.csv");
    const named = reviews(60, { seed: 3 }).map((review, index) => ({
      ...review,
      text: `${review.text} by ${index % 2 === 0 ? "a woman" : "a man"}`,
    }));
    writeFileSync(people, reviewsCsv(named));
    const fairer = join(folder, "fairer");
    const ways = ["--counterfactuals", "gender,religion", "--validation-share", "0.2"];
    const { code, stderr } = await engramClassify(["train", people, "--out", fairer, ...TINY, ...ways]);
    expect(code, stderr).toBe(0);
    const { options, texts } = JSON.parse(readFileSync(join(fairer, "run.json"), "utf8"));
    expect(options.counterfactuals).toEqual(["gender", "religion"]);
    expect(texts).toEqual({ train: 2 * 43, validation: 11, test: 6 });
    expect(readFileSync(join(fairer, "README.md"), "utf8")).toContain("--counterfactuals gender,religion ");
  });

  test("refuses texts without such words, a group that lacks a label, and unknown categories", async () => {
    const train = (...ways: string[]) =>
      engramClassify(["train", data, "--out", join(folder, "refused"), ...TINY, ...ways]);
    expect((await train("--counterfactuals", "religion")).stderr).toMatch(
      /--counterfactuals: none of the 130 training texts has a word of religion/,
    );
    expect((await train("--counterfactuals", "age")).stderr).toMatch(/expected all, or some of gender/);
    expect((await train("--balance", "age")).stderr).toMatch(/Allowed choices are gender/);
    const measured = await engramClassify(["bias", run, "--categories", "age"]);
    expect([measured.code, measured.stderr]).toEqual([
      2,
      expect.stringMatching(/Allowed choices are gender/),
    ]);
    expect(CATEGORIES).toEqual(BIAS_CATEGORIES);
    const oneSided = join(folder, "one-sided.csv");
    writeFileSync(
      oneSided,
      reviewsCsv(
        reviews(20, { seed: 4 }).map((review) => ({
          ...review,
          text: `${review.text} by a ${review.label === "positive" ? "woman" : "man"}`,
        })),
      ),
    );
    const unbalanced = await engramClassify([
      "train",
      oneSided,
      "--out",
      join(folder, "refused"),
      ...TINY,
      "--balance",
      "gender",
    ]);
    expect(unbalanced.stderr).toMatch(/expected texts of (?:fe)?male with every label/);
    expect(unbalanced.code).toBe(1);
  });
});

test("a folder that holds no classifier, or a damaged one, is named", async () => {
  const damaged = join(folder, "damaged");
  mkdirSync(damaged);
  expect((await engramClassify(["predict", damaged, "x"])).stderr).toMatch(
    /damaged is not the folder of a classifier/,
  );
  writeFileSync(join(damaged, "classifier.json"), "{");
  expect((await engramClassify(["predict", damaged, "x"])).stderr).toMatch(
    /^engram-classify: .*damaged: .*classifier\.json/,
  );
  expect((await engramClassify(["predict", join(folder, "none"), "x"])).stderr).toMatch(
    /none: no such folder/,
  );
});

test.each(["train", "eval", "predict", "explain", "bias", "serve"])(
  "%s --help has examples",
  async (command) => {
    const { code, stdout } = await engramClassifyHere([command, "--help"]);
    expect(stdout).toMatch(new RegExp(`Examples?:\n  \\$ .*engram-classify ${command}`));
    expect(code).toBe(0);
  },
);
