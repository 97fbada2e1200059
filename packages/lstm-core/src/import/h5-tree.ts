/** What an HDF5 file of Keras holds, as plain data. */
export type H5Node = H5Group | H5Array | { readonly kind: "other"; readonly type: string };

export interface H5Group {
  readonly kind: "group";
  /** Attributes that are texts or lists of texts. */
  readonly attributes: ReadonlyMap<string, string | readonly string[]>;
  readonly children: ReadonlyMap<string, H5Node>;
}

export interface H5Array {
  readonly kind: "array";
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What stands at a path such as "layers/lstm/cell", or undefined. */
export function nodeAt(group: H5Group, path: string): H5Node | undefined {
  let node: H5Node | undefined = group;
  for (const part of path.split("/").filter((name) => name !== "")) {
    node = node?.kind === "group" ? node.children.get(part) : undefined;
  }
  return node;
}

/** The group at a path. @throws where there is none. */
export function groupAt(group: H5Group, path: string): H5Group {
  const node = nodeAt(group, path);
  if (node?.kind !== "group") throw new Error(`expected a group ${path}, got ${node?.kind ?? "none"}`);
  return node;
}

/** The array at a path. @throws where there is none, or one that is not of float32 or float64. */
export function arrayAt(group: H5Group, path: string): H5Array {
  const node = nodeAt(group, path);
  if (node?.kind === "other") throw new Error(`expected ${path} to be float32 or float64, got ${node.type}`);
  if (node?.kind !== "array") throw new Error(`expected an array ${path}, got ${node?.kind ?? "none"}`);
  return node;
}
