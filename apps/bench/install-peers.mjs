#!/usr/bin/env node
/*
 * Installs what `pnpm bench` measures beside our builds, into .venv, outside the workspace and its lockfile:
 * PyTorch, Keras on TensorFlow, and JAX by pip, onnxruntime-node by npm.
 *
 *   pnpm bench:peers [--python PATH]
 *
 * Needs Python 3 and some gigabytes: on Linux, pip's torch brings its libraries for GPUs along. What cannot be
 * installed is named at the end, the rest can be used. tfjs-node is built by tools/build-tfjs-node.mjs.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ONNX_RUNTIME = "onnxruntime-node@1.30.0";

/** Each with the module that shows that it works. TensorFlow has a build without GPUs for x86-64 alone. */
const PYTHON_PEERS = [
  { name: "PyTorch", packages: ["numpy", "torch"], module: "torch" },
  {
    name: "Keras",
    packages: [
      "numpy",
      process.arch === "x64" && process.platform !== "darwin" ? "tensorflow-cpu" : "tensorflow",
      "keras",
    ],
    module: "keras",
  },
  { name: "JAX", packages: ["numpy", "jax"], module: "jax" },
];

const { values } = parseArgs({ options: { python: { type: "string", default: "python3" } } });
const folder = fileURLToPath(new URL("../../.venv", import.meta.url));
const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** @type {string[]} */
const installed = [];
/** @type {string[]} */
const failed = [];

if (existsSync(python) || run(values.python, ["-m", "venv", folder])) {
  for (const { name, packages, module } of PYTHON_PEERS) {
    console.log(`${name}: pip install ${packages.join(" ")}`);
    const works =
      run(python, ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", ...packages]) &&
      run(python, ["-c", `import ${module}`], { TF_CPP_MIN_LOG_LEVEL: "3" });
    (works ? installed : failed).push(name);
  }
} else {
  console.error(`${values.python} cannot make a virtual environment in ${folder}`);
  failed.push(...PYTHON_PEERS.map(({ name }) => name));
}

console.log(`ONNX Runtime: npm install ${ONNX_RUNTIME}`);
(installOnnxRuntime() ? installed : failed).push("ONNX Runtime");

console.log(`Installed: ${installed.join(", ") || "nothing"}.`);
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(", ")}; the reasons are above, and the bench runs without them.`);
  process.exitCode = 1;
}

/** Its own script would fetch libraries for GPUs; those for the CPU are in the package. */
function installOnnxRuntime() {
  const target = join(folder, "onnxruntime");
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "package.json"), '{ "private": true }\n');
  const command = process.platform === "win32" ? "npm.cmd" : "npm";
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  return (
    run(command, ["install", "--prefix", target, ...options, ONNX_RUNTIME]) &&
    run(process.execPath, ["-e", `require(${JSON.stringify(join(target, "node_modules/onnxruntime-node"))})`])
  );
}

/** @param {string} command @param {string[]} args @param {Record<string, string>} environment */
function run(command, args, environment = {}) {
  const { status, error } = spawnSync(command, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (error !== undefined) console.error(`${command}: ${error.message}`);
  return status === 0;
}
