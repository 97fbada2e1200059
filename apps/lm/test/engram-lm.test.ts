import { type ChildProcess, spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const CLI = fileURLToPath(new URL("../bin/engram-lm.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "engram-lm-"));
const text = join(folder, "text.txt");
const TINY = ["--hidden", "12", "--layers", "1", "--embedding", "6", "--batch", "4", "--sequence", "10"];

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [CLI, "--backend", "cpu", ...args], {
    env: { ...process.env, ENGRAM_BACKEND: "" },
  });
}

function finish(child: ChildProcess, input = ""): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  child.stdin?.end(input);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

const engramLm = (args: readonly string[], input?: string) => finish(start(args), input);

beforeAll(() => {
  expect(existsSync(join(CLI, "..", "..", "dist", "cli.js")), "apps/lm is built (pnpm build)").toBe(true);
  writeFileSync(text, "the quick brown fox jumps over the lazy dog\nand the dog sleeps on\n".repeat(60));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a run from text to text", () => {
  const run = join(folder, "run");

  test("train leaves a model folder, logs and a report", async () => {
    const { code, stderr } = await engramLm([
      "train",
      text,
      "--out",
      run,
      ...TINY,
      "--epochs",
      "3",
      "--seed",
      "5",
    ]);
    expect(stderr).toContain("all epochs done");
    expect(code).toBe(0);
    for (const file of [
      "config.json",
      "model.safetensors",
      "tokenizer.json",
      "README.md",
      "log.jsonl",
      "report.html",
    ]) {
      expect(existsSync(join(run, file)), file).toBe(true);
    }
    expect(readFileSync(join(run, "README.md"), "utf8")).toContain("text.txt");
  });

  test("eval --json prints one object with the score's eight fields", async () => {
    const { code, stdout } = await engramLm(["eval", run, text, "--json"]);
    expect(code).toBe(0);
    const score = JSON.parse(stdout);
    expect(Object.keys(score).sort()).toEqual(
      [
        "bitsPerByte",
        "bitsPerCharacter",
        "context",
        "lossNats",
        "perplexity",
        "statePolicy",
        "tokens",
        "unknownShare",
      ].sort(),
    );
    expect(score.tokens).toBe(readFileSync(text, "utf8").length - 1);
    expect(score.perplexity).toBeCloseTo(Math.exp(score.lossNats), 6);
    expect(score.lossNats).toBeLessThan(3);
  });

  test("a model that was copied without its run is scored alike", async () => {
    const copy = join(folder, "copy");
    mkdirSync(copy);
    for (const file of ["config.json", "model.safetensors", "tokenizer.json"])
      copyFileSync(join(run, file), join(copy, file));
    const [ofRun, ofCopy] = [
      await engramLm(["eval", run, text, "--json"]),
      await engramLm(["eval", copy, text, "--json"]),
    ];
    expect(ofCopy.stdout).toBe(ofRun.stdout);
    expect((await engramLm(["eval", copy])).stderr).toContain("run.json");
  });

  test("generate repeats itself for a seed, streamed or not, and differs for another", async () => {
    const generate = async (...more: string[]) =>
      (await engramLm(["generate", run, "--prompt", "the ", "-n", "30", ...more])).stdout;
    const once = await generate("--seed", "1");
    expect(once.startsWith("the ")).toBe(true);
    expect(await generate("--seed", "1", "--stream")).toBe(once);
    expect(await generate("--seed", "2")).not.toBe(once);
  });

  test("chat keeps its memory in a file", async () => {
    const memory = join(folder, "memory.bin");
    const first = await engramLm(["chat", run, "--memory", memory, "-n", "10"], "the fox\n");
    expect(first.code).toBe(0);
    expect(existsSync(memory)).toBe(true);
    const second = await engramLm(["chat", run, "--memory", memory, "-n", "10"], "the dog\n");
    expect(second.stderr).toContain("memory restored: 1 turns");
  });

  test.each(["keras", "pytorch", "safetensors"])("export --format %s writes a file", async (format) => {
    const out = join(folder, `${format}.weights.h5`);
    const { code, stdout } = await engramLm(["export", run, "--format", format, "--out", out]);
    expect(code).toBe(0);
    for (const path of stdout.trim().split("\n")) expect(existsSync(path), path).toBe(true);
  });

  test("a zip file of the model writes and scores like the folder, and a broken one is named", async () => {
    const zip = join(folder, "model.zip");
    expect((await engramLm(["export", run, "--format", "zip", "--out", zip])).stdout.trim()).toBe(zip);
    const write = async (model: string) =>
      (await engramLm(["generate", model, "--prompt", "the ", "-n", "30", "--seed", "1"])).stdout;
    expect(await write(zip)).toBe(await write(run));
    const score = async (model: string) => (await engramLm(["eval", model, text, "--json"])).stdout;
    expect(await score(zip)).toBe(await score(run));
    const broken = join(folder, "broken.zip");
    writeFileSync(broken, readFileSync(zip).subarray(0, 400));
    const { code, stderr } = await engramLm(["generate", broken]);
    expect(code).toBe(1);
    expect(stderr).toContain("broken.zip: expected a whole zip file");
  });

  test("info and complete print what they promise", async () => {
    expect((await engramLm(["info", run])).stdout).toContain("lstm.0.forward.kernel [6, 48]");
    const offers = JSON.parse((await engramLm(["complete", run, "the quick", "--json"])).stdout);
    expect(offers.length).toBeGreaterThan(0);
    expect(offers[0].text).not.toBe("");
  });

  test("a second train into the folder is refused without --force", async () => {
    const { code, stderr } = await engramLm(["train", text, "--out", run, ...TINY]);
    expect(code).toBe(1);
    expect(stderr).toContain("engram-lm resume goes on with it, --force overwrites it");
  });
});

test.each([
  ["jsonl", (line: string) => JSON.stringify({ review: line })],
  ["csv", (line: string) => `1,"${line}"`],
])("a .%s file gives the text of its field", async (extension, record) => {
  const path = join(folder, `records.${extension}`);
  const lines = readFileSync(text, "utf8").trimEnd().split("\n");
  writeFileSync(path, [...(extension === "csv" ? ["id,review"] : []), ...lines.map(record), ""].join("\n"));
  const out = join(folder, extension);
  const { code, stderr } = await engramLm([
    "train",
    path,
    "--text-field",
    "review",
    "--out",
    out,
    ...TINY,
    "--steps",
    "2",
  ]);
  expect(stderr).toContain(`${readFileSync(text, "utf8").length.toLocaleString("en")} characters`);
  expect(code).toBe(0);
});

test("a tied output takes the embedding's size from the hidden size", async () => {
  const out = join(folder, "tied");
  const sizes = ["--tied", "--hidden", "12", "--layers", "1", "--steps", "1"];
  expect((await engramLm(["train", text, "--out", out, ...sizes])).code).toBe(0);
  const { config } = JSON.parse((await engramLm(["info", out, "--json"])).stdout);
  expect(config).toMatchObject({ embeddingSize: 12, tiedOutput: true });
});

test("regularisers and a slanted schedule go into the model and the run, and resume goes on with them", async () => {
  const out = join(folder, "regularised");
  const flags = [
    ...["--weight-drop", "0.5", "--activation-regularization", "2", "--temporal-regularization", "1"],
    ...["--schedule", "slanted", "--learning-rate", "0.032", "--steps", "20"],
  ];
  expect((await engramLm(["train", text, "--out", out, ...TINY, ...flags])).code).toBe(0);
  const { config } = JSON.parse((await engramLm(["info", out, "--json"])).stdout);
  expect(config.dropout.recurrent).toBe(0.5);
  expect(config.regularization).toEqual({ activation: 2, temporal: 1 });
  const steps = readFileSync(join(out, "log.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ learningRate, step }) => learningRate !== undefined && step > 0);
  // From 1/32 of the rate to the whole after a tenth of the 20 steps, then down.
  expect(steps[0].learningRate).toBeCloseTo(0.001, 9);
  expect(steps[2].learningRate).toBeCloseTo(0.032, 9);
  expect(steps[19].learningRate).toBeLessThan(0.004);
  expect((await engramLm(["resume", out, "--steps", "22"])).code).toBe(0);
});

test("a run from before there were regularisers goes on without them", async () => {
  const out = join(folder, "earlier");
  expect((await engramLm(["train", text, "--out", out, ...TINY, "--steps", "2"])).code).toBe(0);
  const path = join(out, "run.json");
  const run = JSON.parse(readFileSync(path, "utf8"));
  for (const name of ["weightDrop", "activationRegularization", "temporalRegularization"]) {
    expect(run.options[name]).toBe(0);
    delete run.options[name];
  }
  writeFileSync(path, JSON.stringify(run));
  expect((await engramLm(["resume", out, "--steps", "4"])).code).toBe(0);
});

test("jieba finds the words of a Chinese text", async () => {
  const path = join(folder, "zh.txt");
  writeFileSync(path, "我们在大海里看见白鲸，白鲸在大海里游泳。\n".repeat(80));
  const out = join(folder, "zh");
  const flags = [
    "--tokenizer",
    "word",
    "--segmenter",
    "jieba",
    "--out",
    out,
    ...TINY,
    "--epochs",
    "8",
    "--learning-rate",
    "0.02",
  ];
  expect((await engramLm(["train", path, ...flags])).code).toBe(0);
  expect(readFileSync(join(out, "tokenizer.json"), "utf8")).toContain("白鲸");
  const { stdout } = await engramLm(["generate", out, "--prompt", "我们", "-n", "12", "--temperature", "0"]);
  expect(stdout).toMatch(/我们在大海里(看见白鲸|游泳)/);
});

describe("a run that stops and goes on", () => {
  const long = (out: string) => [
    "train",
    text,
    "--out",
    out,
    ...TINY,
    "--dropout",
    "0.2",
    "--schedule",
    "constant",
  ];
  const weights = (out: string) => readFileSync(join(out, "checkpoints", "last.safetensors"));

  test("5 steps, resume, 5 steps is 10 steps, byte for byte", async () => {
    const [whole, parted] = [join(folder, "whole"), join(folder, "parted")];
    await engramLm([...long(whole), "--steps", "10"]);
    await engramLm([...long(parted), "--steps", "5"]);
    const { code } = await engramLm(["resume", parted, "--steps", "10"]);
    expect(code).toBe(0);
    expect(parameters(weights(parted))).toEqual(parameters(weights(whole)));
  });

  test("Ctrl-C finishes the step, saves, evaluates and says how to go on", async () => {
    const out = join(folder, "interrupted");
    const child = start([...long(out), "--epochs", "10000", "--checkpoint-every", "1"]);
    const finished = finish(child);
    await until(() => existsSync(join(out, "checkpoints", "last.safetensors")));
    child.kill("SIGINT");
    const { code, stderr } = await finished;
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted: step \d+ .*validation loss/);
    expect(stderr).toContain("engram-lm resume");
  });

  test("after kill -9 it resumes from the last checkpoint", async () => {
    const out = join(folder, "killed");
    const child = start([...long(out), "--epochs", "10000", "--checkpoint-every", "1"]);
    const finished = finish(child);
    await until(() => existsSync(join(out, "checkpoints", "last.safetensors")));
    child.kill("SIGKILL");
    await finished;
    const { code, stderr } = await engramLm(["resume", out, "--steps", "1000000", "--epochs", "3"]);
    expect(stderr).toContain("all epochs done");
    expect(code).toBe(0);
  });
});

describe("wrong input", () => {
  const line = (stderr: string) =>
    stderr
      .trim()
      .split("\n")
      .filter((each) => each.startsWith("engram-lm:"));

  test.each([
    [
      "a file that is not there",
      ["train", join(folder, "none.txt"), "--out", join(folder, "x")],
      1,
      "none.txt",
    ],
    ["a folder that holds no run", ["resume", folder], 1, "run.json"],
    ["a folder that holds no model", ["generate", folder, "--prompt", "a"], 1, "config.json"],
    [
      "an unknown option in a configuration",
      ["train", text, "--out", join(folder, "x"), "--config", "CONFIG"],
      1,
      "hiddenn",
    ],
    ["a value out of range", ["train", text, "--out", join(folder, "x"), "--dropout", "1.5"], 2, "[0, 1)"],
    [
      "sizes that do not fit",
      ["train", text, "--out", join(folder, "x"), "--tied", "--embedding", "8", "--hidden", "9"],
      1,
      "expected embeddingSize 9",
    ],
    ["an unknown command", ["trian"], 2, "unknown command"],
  ])("%s gets one clear line and an exit code", async (_, args, code, message) => {
    const config = join(folder, "wrong.json");
    writeFileSync(config, '{ "hiddenn": 3 }');
    const finished = await engramLm(args.map((argument) => (argument === "CONFIG" ? config : argument)));
    expect(finished.code).toBe(code);
    expect(finished.stderr).toContain(message);
    if (code === 1) expect(line(finished.stderr)).toHaveLength(1);
    expect(existsSync(join(folder, "x"))).toBe(false);
  });

  test.each([
    ["empty", Buffer.from("")],
    ["not UTF-8", Buffer.from([0xff, 0xfe, 0x00, 0x41, 0xc3])],
    ["one character", Buffer.from("a")],
  ])("a text that is %s is refused", async (name, bytes) => {
    const path = join(folder, `${name.replaceAll(" ", "-")}.txt`);
    writeFileSync(path, bytes);
    const { code, stderr } = await engramLm(["train", path, "--out", join(folder, "bad")]);
    expect(code).toBe(1);
    expect(line(stderr)).toHaveLength(1);
  });

  test("a cut model file is named", async () => {
    const run = join(folder, "run");
    const path = join(run, "model.safetensors");
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, whole.length - 7));
    const { code, stderr } = await engramLm(["generate", run, "--prompt", "a"]);
    writeFileSync(path, whole);
    expect(code).toBe(1);
    expect(line(stderr)[0]).toContain("model.safetensors");
  });
});

test("every command has help with an example", async () => {
  for (const command of [
    "train",
    "resume",
    "eval",
    "generate",
    "complete",
    "chat",
    "report",
    "export",
    "info",
  ]) {
    const { code, stdout } = await engramLm([command, "--help"]);
    expect(code).toBe(0);
    expect(stdout, command).toMatch(/Examples?:\n\s+\$ .*engram-lm/);
  }
});

/** The arrays of a safetensors file: its header has times of its own. */
function parameters(file: Buffer): { names: string[]; data: Buffer } {
  const headerLength = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.subarray(8, 8 + headerLength).toString("utf8"));
  const names = Object.keys(header).filter((name) => name !== "__metadata__");
  return { names, data: file.subarray(8 + headerLength) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
