import type { File, Group } from "h5wasm";
import type { NamedArray } from "../named-array.ts";
import { importOptional } from "./import-optional.ts";

type H5wasm = typeof import("h5wasm");
let opened = 0;

/** Calls `read` with an HDF5 file that lies in memory. */
export async function readH5<Result>(bytes: Uint8Array, read: (file: Group) => Result): Promise<Result> {
  return withFile("r", bytes, ({ file }) => read(file));
}

/** An HDF5 file of arrays by path; the groups are made on the way. */
export async function writeH5(arrays: Readonly<Record<string, NamedArray>>): Promise<Uint8Array> {
  return withFile("w", undefined, ({ file, bytes }) => {
    for (const [path, { shape, data }] of Object.entries(arrays)) {
      const groups = path.split("/");
      const name = groups.pop() as string;
      const parent = groups.reduce(
        (group: Group, part) => (group.get(part) as Group | null) ?? group.create_group(part),
        file,
      );
      parent.create_dataset({ name, data, shape: [...shape] });
    }
    file.flush();
    return bytes();
  });
}

async function withFile<Result>(
  mode: "r" | "w",
  bytes: Uint8Array | undefined,
  use: (opened: { file: File; bytes(): Uint8Array }) => Result,
): Promise<Result> {
  const h5wasm = await importOptional<H5wasm>("h5wasm", () => import("h5wasm"));
  const { FS, activate_throwing_error_handler } = await h5wasm.ready;
  // Else the library prints pages to the console and goes on with a null.
  activate_throwing_error_handler();
  const path = `/engram-${opened++}.h5`;
  if (bytes !== undefined) FS.writeFile(path, bytes);
  let file: File | undefined;
  try {
    file = new h5wasm.File(path, mode);
    return use({ file, bytes: () => FS.readFile(path) });
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new Error(
      reason.startsWith("HDF5-DIAG") ? "expected an HDF5 file, got a damaged or another one" : reason,
      { cause: error },
    );
  } finally {
    file?.close();
    FS.unlink(path);
  }
}
