import type { Group } from "h5wasm";
import type { NamedArray } from "../named-array.ts";
import { importOptional } from "./import-optional.ts";

/** The bytes of an HDF5 file of arrays by path; the groups are made on the way. */
export async function writeH5(arrays: Readonly<Record<string, NamedArray>>): Promise<Uint8Array> {
  const h5wasm = await importOptional("h5wasm", () => import("h5wasm"));
  const { FS } = await h5wasm.ready;
  const path = "/engram.weights.h5";
  const file = new h5wasm.File(path, "w");
  for (const [arrayPath, { shape, data }] of Object.entries(arrays)) {
    const groups = arrayPath.split("/");
    const name = groups.pop() as string;
    const parent = groups.reduce(
      (group: Group, part) => (group.get(part) as Group | null) ?? group.create_group(part),
      file,
    );
    parent.create_dataset({ name, data, shape: [...shape] });
  }
  file.close();
  const bytes = FS.readFile(path);
  FS.unlink(path);
  return bytes;
}
