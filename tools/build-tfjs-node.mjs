#!/usr/bin/env node
/*
 * Builds @tensorflow/tfjs-node, whose own install downloads a binary that many machines cannot get, from
 * its source against the TensorFlow libraries inside the PyPI wheel `tensorflow-cpu`.
 *
 *   node tools/build-tfjs-node.mjs [--python PATH] [--out DIR]
 *
 * Needs g++ and Python 3 (Linux, x86-64 or arm64). `--python` names a Python that has TensorFlow; without it
 * one is made in .venv. The package goes to DIR (.venv/tfjs-node), outside the workspace and its lockfile;
 * @engram/backend takes it from there when ENGRAM_TFJS_NODE holds the path that the last line prints.
 */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const TENSORFLOW = "tensorflow-cpu==2.21.0";

const root = fileURLToPath(new URL("..", import.meta.url));
const tfjs = realpathSync(join(root, "packages/backend/node_modules/@tensorflow/tfjs"));
const { version } = JSON.parse(readFileSync(join(tfjs, "package.json"), "utf8"));

const { values } = parseArgs({ options: { python: { type: "string" }, out: { type: "string" } } });
const out = resolve(values.out ?? join(root, ".venv/tfjs-node"));

const tensorflow = findTensorflow(values.python ?? makePython());
const built = installSource(out);
compile(built, tensorflow);
check(built);
console.log(`ENGRAM_TFJS_NODE=${built}`);

/** The Python of .venv, with TensorFlow installed into it. */
function makePython() {
  const python = join(root, ".venv/bin/python");
  if (!existsSync(python)) run("python3", ["-m", "venv", join(root, ".venv")]);
  run(python, ["-m", "pip", "install", "--quiet", TENSORFLOW]);
  return python;
}

/** The folder of the wheel, found without importing it (which takes seconds). */
function findTensorflow(python) {
  const code =
    "import importlib.util as u; s = u.find_spec('tensorflow'); print(s.submodule_search_locations[0] if s else '')";
  const folder = execFileSync(python, ["-c", code], { encoding: "utf8" }).trim();
  if (folder === "") throw new Error(`build-tfjs-node: expected a Python with TensorFlow, got ${python}`);
  return folder;
}

/** Installs the package without its download, and lets it share the workspace's one copy of tfjs. */
function installSource(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const packages = [`@tensorflow/tfjs-node@${version}`, "node-api-headers@1"];
  run("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", ...packages]);
  const scope = join(folder, "node_modules/@tensorflow");
  rmSync(join(scope, "tfjs"), { recursive: true });
  symlinkSync(tfjs, join(scope, "tfjs"));
  return join(scope, "tfjs-node");
}

function compile(folder, wheel) {
  mkdirSync(join(folder, "lib/napi-v8"), { recursive: true });
  const headers = join(out, "node_modules/node-api-headers/include");
  const libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"].map((name) =>
    join(wheel, name),
  );
  run(
    "g++",
    [
      ...["-O2", "-std=c++17", "-fPIC", "-shared", "-DNAPI_VERSION=8"],
      ...["-I.", `-I${headers}`, `-I${join(wheel, "include")}`],
      ...["binding/tfjs_backend.cc", "binding/tfjs_binding.cc", "-o", "lib/napi-v8/tfjs_binding.node"],
      ...[...libraries, `-Wl,-rpath,${wheel}`],
    ],
    folder,
  );
}

/** One product in a process of its own: a binding that does not load must not look built. */
function check(folder) {
  const code = `const tf = require(${JSON.stringify(folder)}); console.log("2 x 3 =", tf.mul(2, 3).dataSync()[0], "on", tf.getBackend(), tf.version_core);`;
  run(process.execPath, ["-e", code]);
}

function run(command, args, cwd = root) {
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}
