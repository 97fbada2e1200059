import type { NamedArray } from "@engram/lstm-core";

/** The slice number `index` of an array along its first axis. */
export function slice<Data extends Float32Array | Int32Array>(
  { shape, data }: NamedArray,
  index: number,
): Data {
  const length = data.length / shape[0];
  return data.slice(index * length, (index + 1) * length) as Data;
}

/** The arrays whose names begin with `parameters.`, by the rest of their names. */
export function parametersOf(data: Readonly<Record<string, NamedArray>>): Record<string, NamedArray> {
  const prefix = "parameters.";
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, array]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [],
    ),
  );
}
