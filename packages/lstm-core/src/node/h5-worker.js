/*
 * Reads an HDF5 file in a thread of its own, into the plain data of h5-tree.ts. The library is C in WebAssembly: a
 * damaged file may send it into an endless loop or spoil its memory, and both end with the thread.
 *
 * Plain JavaScript, copied to dist as it is: a worker is a file, and Node 20 runs no TypeScript.
 */
import { parentPort, workerData } from "node:worker_threads";

/** More groups and arrays than any model has. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 32;
/** Bytes of a number, by h5wasm's names of little-endian types. */
const BYTES_PER_FLOAT = { "<f": 4, "<d": 8 };
/** Attributes that are read; the others may hold anything. */
const ATTRIBUTES = ["layer_names", "weight_names", "model_config"];

const { ready, File, Dataset, Group } = await import("h5wasm").catch(() => {
  throw new Error("expected the package h5wasm, which does not load; install it: npm install h5wasm");
});
const { FS, activate_throwing_error_handler } = await ready;
// Else the library prints pages to the console and goes on with a null.
activate_throwing_error_handler();
FS.writeFile("/model.h5", workerData);

let nodes = 0;
let bytesLeft = workerData.length;

function readGroup(group, depth) {
  if (depth > MAX_DEPTH) throw new Error(`expected at most ${MAX_DEPTH} groups in groups`);
  const attributes = new Map();
  for (const name of ATTRIBUTES) {
    if (!(name in group.attrs)) continue;
    const { value } = group.attrs[name];
    // An empty list comes as a typed array of floats.
    attributes.set(name, typeof value === "string" ? value : Array.from(value ?? [], String));
  }
  const children = new Map();
  for (const name of group.keys()) {
    if (++nodes > MAX_NODES) throw new Error(`expected at most ${MAX_NODES} groups and arrays`);
    const child = group.get(name);
    if (child instanceof Group) children.set(name, readGroup(child, depth + 1));
    else
      children.set(
        name,
        child instanceof Dataset ? readArray(name, child) : { kind: "other", type: "a link" },
      );
  }
  return { kind: "group", attributes, children };
}

function readArray(name, dataset) {
  const { shape, dtype } = dataset;
  const size = typeof dtype === "string" ? BYTES_PER_FLOAT[dtype] : undefined;
  if (size === undefined || shape === null) return { kind: "other", type: JSON.stringify(dtype) };
  // A small file may claim a huge array, or one array many times. Keras does not compress.
  bytesLeft -= shape.reduce((product, length) => product * length, size);
  if (bytesLeft < 0)
    throw new Error(`expected ${name} [${shape}] to fit the ${workerData.length} bytes of the file`);
  return { kind: "array", shape, data: Float32Array.from(dataset.value) };
}

parentPort.postMessage(readGroup(new File("/model.h5", "r"), 0));
