import { createHash } from "node:crypto";
import type { Checkpoint } from "../checkpoint.ts";

/** SHA-256, in hexadecimal, of everything a checkpoint holds; the order of its entries does not matter. */
export function checkpointHash({ arrays, metadata }: Checkpoint): string {
  const hash = createHash("sha256");
  for (const [name, value] of sorted(metadata)) hash.update(JSON.stringify([name, value]));
  for (const [name, { shape, data }] of sorted(arrays)) {
    hash.update(JSON.stringify([name, data.constructor.name, shape]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

function sorted<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
