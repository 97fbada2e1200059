// Scores the shipped model on the tenth of the SpamAssassin corpus that train-model.mjs kept for the test, and takes the
// time that a new process needs until it has said what a first mail is:
//   node packages/spam/bench/score-shipped.mjs [--threads 2] [--starts 7]
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadSpamFilter, memoryFeedback } from "@engram/spam";
import { showScores } from "./support/show-scores.mjs";
import { spamAssassinParts } from "./support/spam-assassin-parts.mjs";

const { values } = parseArgs({
  options: { threads: { type: "string", default: "2" }, starts: { type: "string", default: "7" } },
});
const { test } = await spamAssassinParts();
const filter = await loadSpamFilter({ threads: Number(values.threads), store: memoryFeedback() });
const started = performance.now();
const predictions = await filter.predict(test.map(({ raw }) => raw));
const seconds = (performance.now() - started) / 1000;
const rows = predictions.flatMap(({ probabilities: { ham, spam } }) => [ham, spam]);
showScores(Float32Array.from(rows), test);
console.log(
  `${test.length} mails, as bytes, in ${seconds.toFixed(1)} s on ${values.threads} threads: ${(test.length / seconds).toFixed(0)} mails/s`,
);
const corrected = performance.now();
await filter.learn(test[0].raw, test[0].label);
console.log(`a first correction ${(performance.now() - corrected).toFixed(0)} ms`);
for (const { raw, label } of test.slice(1, 20)) await filter.learn(raw, label);
const more = performance.now();
await filter.learn(test[20].raw, test[20].label);
console.log(`the 21st correction ${(performance.now() - more).toFixed(0)} ms`);
filter.dispose();

// From the start of the process, Node's own start included.
const program = `import { spam } from "@engram/spam";
await spam("From: a@example.org\\nSubject: Lunch\\n\\nShall we meet at noon?\\n");
console.log(performance.now());
process.exit();`;
const env = { ...process.env, ENGRAM_SPAM_FEEDBACK: join(tmpdir(), `engram-no-feedback-${process.pid}`) };
const times = Array.from({ length: Number(values.starts) }, () =>
  Number(
    execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: import.meta.dirname,
      env,
      encoding: "utf8",
    }),
  ),
).sort((one, other) => one - other);
console.log(
  `cold start: median ${times[times.length >> 1].toFixed(0)} ms, ${times[0].toFixed(0)} to ${times.at(-1).toFixed(0)} ms`,
);
