import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const folder = fileURLToPath(new URL("..", import.meta.url));
const shortText = fileURLToPath(new URL("../README.md", import.meta.url));

/** What each example must print, and the arguments that make it short enough for a test. */
const EXAMPLES: Record<string, { args?: string[]; prints: RegExp[] }> = {
  "chat.mjs": { prints: [/the same reply after restoring: true/] },
  "classify.mjs": { prints: [/accuracy (0\.9\d|1\.00), macro F1 (0\.9\d|1\.00)/] },
  "main-job.mjs": { prints: [/held out: 0\.\d\d nats per character/, /^the cat (sat on|saw) the /m] },
  "memory.mjs": { prints: [/with its memory: {4}"xy xy xy "/] },
  "preprocess.mjs": {
    prints: [
      /^The café & the sea: "Call me Ishmael\."$/m,
      /char .* the whale\nword .* the whale\nbpe .* the whale/,
    ],
  },
  "textbook.mjs": {
    args: ["1", shortText],
    prints: [/epoch 1 {2}loss [1-4]\.\d+/, /--- temperature 0\.2[\s\S]+--- temperature 1\.2/],
  },
};

describe("examples", () => {
  test("each has its test", () => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".mjs"));
    expect(names.sort()).toEqual(Object.keys(EXAMPLES).sort());
  });

  test("the README's program is the main job", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const [comment, ...program] = readFileSync(new URL("../main-job.mjs", import.meta.url), "utf8").split(
      "\n",
    );
    expect(comment).toMatch(/^\/\//);
    expect(readme).toContain(`\`\`\`js\n${program.join("\n")}\`\`\``);
  });

  test.each(Object.entries(EXAMPLES))("%s prints what it promises", async (name, { args = [], prints }) => {
    const { stdout } = await run(process.execPath, [name, ...args], { cwd: folder });
    for (const pattern of prints) expect(stdout).toMatch(pattern);
  });
});
