// `npm start`, `npm test` and `npm run demo` on a machine that has only Node and npm: installs, builds, and runs the job.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository, runPnpm } from "./pnpm.mjs";

const [job, ...rest] = process.argv.slice(2);
const cache = join(repository, "node_modules", ".cache", "engram");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Engram needs Node 20.19 or newer, this is ${process.versions.node}`);
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}

/** @param {string} what @param {string[]} args */
function pnpmOrFail(what, args) {
  const started = performance.now();
  const { status } = runPnpm(args);
  if (status !== 0) fail(`${what} failed (pnpm ${args.join(" ")})`);
  console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** @param {string} script @param {string[]} args */
function node(script, args) {
  return spawnSync(process.execPath, [script, ...args], { cwd: repository, stdio: "inherit" }).status ?? 1;
}

pnpmOrFail("install", ["install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only"]);
pnpmOrFail("build", ["run", "build", "--output-logs=errors-only"]);

if (job === "start") {
  process.exit(node(join("apps", "lm", "bin", "engram-lm.mjs"), ["demo", ...rest]));
} else if (job === "test") {
  process.exit(test());
} else if (job === "demo") {
  process.exit(node(join("apps", "demo", "serve.mjs"), rest));
} else {
  fail(`bootstrap: expected "start", "test" or "demo", got ${JSON.stringify(job)}`);
}

/** Runs every test, then the golden vectors on every backend, and prints the count of both as the last line. */
function test() {
  mkdirSync(cache, { recursive: true });
  const report = join(cache, "vitest.json");
  const summary = join(cache, "test-summary.txt");
  rmSync(report, { force: true });
  rmSync(summary, { force: true });
  const vitest = join("node_modules", "vitest", "vitest.mjs");
  const testStatus = node(vitest, [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...rest,
  ]);
  const goldenStatus = node(join("tools", "check-golden.mjs"), [
    join("packages", "lstm-core", "test", "fixtures"),
  ]);
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  // A file that does not load has no failed test of its own, yet it failed.
  const failed = Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0) + (goldenStatus === 0 ? 0 : 1);
  const passed = numPassedTests + (goldenStatus === 0 ? 1 : 0);
  const line = `${passed} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ""}`;
  writeFileSync(summary, `${line}\n`);
  console.log(line);
  return testStatus === 0 && failed === 0 ? 0 : 1;
}
