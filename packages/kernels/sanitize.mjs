// The tests of the kernels and a fuzz run on native builds with AddressSanitizer and UndefinedBehaviorSanitizer,
// and the meeting of threads under ThreadSanitizer.
//   node sanitize.mjs [--fuzz SECONDS] [FILTER …]     filters of vitest; 60 seconds of fuzzing unless told
// A copy of the package is made and built in build/sanitized; blocks of its heap have forbidden memory around them.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findCompiler, run } from "./build-tools/compiler.mjs";
import { buildNative } from "./build-tools/native.mjs";

const { values, positionals } = parseArgs({
  options: { fuzz: { type: "string", default: "60" } },
  allowPositionals: true,
});
const root = fileURLToPath(new URL(".", import.meta.url));
const house = join(root, "build", "sanitized");
const copy = join(house, "kernels");
const FLAGS = [
  "-fsanitize=address,undefined",
  "-fno-sanitize-recover=all",
  "-fno-omit-frame-pointer",
  "-g",
  "-O1",
  "-DENGRAM_SANITIZE",
];
/** These run builds of their own, or other programs that a sanitizer's library does not suit. */
const EXCLUDED = [
  "test/browser/**",
  "test/install/**",
  "test/host/taken-away.test.ts",
  "test/host/fallback.test.ts",
];

const library = sanitizerLibrary();
if (library === undefined)
  finish("no sanitizers here: the compiler has no shared library of AddressSanitizer", 0);
copyPackage();
const { built, line } = await buildNative(copy, sources(), { flags: FLAGS });
if (!built) finish(`no sanitizers here: ${line}`, 0);
console.log(`sanitize: ${line}, with ${library}`);

// V8 handles the faults of WebAssembly itself.
const environment = {
  ...process.env,
  LD_PRELOAD: library,
  ASAN_OPTIONS: "detect_leaks=0:handle_segv=0:allow_user_segv_handler=1",
  UBSAN_OPTIONS: "print_stacktrace=1",
};
const overrun = node("-e", [
  `import(${JSON.stringify(join(copy, "build-tools", "bundle-source.mjs"))}).then((all) => all.importSource("test/support/overrun-child.ts"))`,
]);
if (!overrun.stderr.includes("use-after-poison")) {
  finish(`an overrun of one number was not noticed: ${overrun.stdout}${overrun.stderr}`, 1);
}
console.log("sanitize: an overrun of one number is noticed");

const races = watchThreads();
console.log(`sanitize: ${races.line}`);

const vitest = join(root, "..", "..", "node_modules", "vitest", "vitest.mjs");
const tests = node(vitest, ["run", "--root", copy, ...positionals], "inherit");
const fuzz =
  values.fuzz === "0"
    ? { status: 0 }
    : node(
        join(copy, "fuzz.mjs"),
        ["--seconds", values.fuzz, "--builds", nativeBuilds(), "--threads", "1,2"],
        "inherit",
      );
const passed = races.status === 0 && tests.status === 0 && fuzz.status === 0;
finish(`threads ${outcome(races)}, tests ${outcome(tests)}, fuzz run ${outcome(fuzz)}`, passed ? 0 : 1);

function copyPackage() {
  rmSync(house, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const name of ["abi.json", "build-tools", "c", "fuzz.mjs", "package.json", "src", "test"]) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  // Beside it, as in the house: the golden vectors.
  symlinkSync(join(root, "..", "lstm-core"), join(house, "lstm-core"));
  const conditions = ["@engram/source", "module", "node", "import", "default"];
  const config = {
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      include: ["test/**/*.test.ts"],
      exclude: EXCLUDED,
      pool: "forks",
      testTimeout: 600_000,
      hookTimeout: 600_000,
    },
  };
  writeFileSync(join(copy, "vitest.config.mjs"), `export default ${JSON.stringify(config)};\n`);
}

function sources() {
  const names = readdirSync(join(copy, "c"), { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    names
      .filter((name) => /\.[ch]$/.test(name))
      .map((name) => [name, readFileSync(join(copy, "c", name), "utf8")]),
  );
}

/** Builds and runs test/sanitize/races.c. */
function watchThreads() {
  const program = join(house, "races");
  const flags = [
    "-std=gnu11",
    "-O1",
    "-g",
    "-fno-math-errno",
    "-fsanitize=thread",
    "-DENGRAM_ISA=baseline",
    "-Ic",
  ];
  const compiler = findCompiler(process.env);
  if ("missing" in compiler) return { status: 0, line: compiler.missing };
  const built = run(compiler.command, [...flags, "test/sanitize/races.c", "-pthread", "-o", program], {
    cwd: copy,
  });
  if (built.status !== 0) return { status: 0, line: `no ThreadSanitizer here: ${built.stderr}` };
  const { status, stdout, stderr } = spawnSync(program, { encoding: "utf8", timeout: 300_000 });
  return { status, line: `under ThreadSanitizer: ${stdout.trim()}${status === 0 ? "" : stderr}` };
}

/** The library that has to be loaded before any other, where the compiler brings it. */
function sanitizerLibrary() {
  const compiler = findCompiler(process.env);
  if (process.platform !== "linux" || "missing" in compiler) return undefined;
  const names = ["libasan.so", `libclang_rt.asan-${process.arch === "x64" ? "x86_64" : "aarch64"}.so`];
  return names
    .map((name) => run(compiler.command, [`-print-file-name=${name}`]).stdout.trim())
    .find((path) => path.startsWith("/") && existsSync(path));
}

/** @param {string} script @param {string[]} given @param {"pipe" | "inherit"} [output] */
function node(script, given, output = "pipe") {
  return spawnSync(process.execPath, [script, ...given], {
    cwd: copy,
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", output, output],
  });
}

function nativeBuilds() {
  const names = readFileSync(join(copy, "src", "build-name.ts"), "utf8").match(/native-\w+/g) ?? [];
  return names.join(",");
}

/** @param {{ status: number | null }} ended */
function outcome({ status }) {
  return status === 0 ? "passed" : `failed (${status})`;
}

/** @param {string} message @param {number} status @returns {never} */
function finish(message, status) {
  console.log(`sanitize: ${message}`);
  process.exit(status);
}
