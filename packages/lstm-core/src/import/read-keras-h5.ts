import type { Dataset, Group } from "h5wasm";
import { checkJsonText } from "../check-json-text.ts";
import type { NamedArray } from "../named-array.ts";
import { groupsOf, type KerasClass, type KerasLayer, kerasArchitecture } from "./keras-architecture.ts";
import type { KerasLayerWeights } from "./keras-to-parameters.ts";

/** More nesting than any config of Keras has. */
const MAX_CONFIG_DEPTH = 32;

/** By h5wasm's names of little-endian types. */
const BYTES_PER_FLOAT: Readonly<Record<string, number | undefined>> = { "<f": 4, "<d": 8 };

/**
 * The layers of an HDF5 file of Keras, in order: the weights inside a `.keras` file, a Keras 3 `.weights.h5`, or a
 * legacy `.h5` of a whole model or of its weights. A file without a config does not tell activations and the like; they
 * are then taken to be an LSTM's usual ones.
 *
 * @param file the open file.
 * @param fileBytes its size: no array may claim to be larger.
 * @param config the model's JSON config, where it stands in a file of its own.
 */
export function readKerasH5(file: Group, fileBytes: number, config?: unknown): KerasLayerWeights[] {
  const root = groupAt(file, "model_weights") ?? file;
  if (!("layer_names" in root.attrs)) return readVersion3(file, fileBytes, config);
  const { model_config: ownConfig } = file.attrs;
  if (ownConfig === undefined) return readLegacyWeights(root, fileBytes);
  return kerasArchitecture(parseKerasConfig(String(ownConfig.value))).map(({ className, name }) => ({
    className,
    weights: legacyArrays(root, name, fileBytes).map(({ array }) => array),
  }));
}

/** The config of a model from its JSON text. */
export function parseKerasConfig(text: string): unknown {
  checkJsonText(text, MAX_CONFIG_DEPTH);
  return JSON.parse(text);
}

function readVersion3(file: Group, fileBytes: number, config: unknown): KerasLayerWeights[] {
  const layers = config === undefined ? layersByName(file) : kerasArchitecture(config);
  return layers.map(({ className, groups }) => ({
    className,
    weights: groups.flatMap((path) => {
      const group = groupAt(file, path);
      if (group === undefined) throw new Error(`expected a group ${path}, got none`);
      return group
        .keys()
        .sort((one, other) => Number(one) - Number(other))
        .map((name) => readArray(group, name, fileBytes));
    }),
  }));
}

/** The layers of a file without a config, by the names of their groups. */
function layersByName(file: Group): Omit<KerasLayer, "name">[] {
  const names = groupAt(file, "layers")?.keys() ?? [];
  const classes: KerasClass[] = ["Embedding", "LSTM", "Bidirectional", "Dense"];
  return classes.flatMap((className) => {
    const pattern = new RegExp(`^${className.toLowerCase()}(_\\d+)?$`);
    const count = names.filter((name) => pattern.test(name)).length;
    return Array.from({ length: count }, (_, ordinal) => ({
      className,
      groups: groupsOf(className, ordinal),
    }));
  });
}

/** A legacy file without a config: a layer's class is told by the names of its arrays. */
function readLegacyWeights(root: Group, fileBytes: number): KerasLayerWeights[] {
  const layers = strings(root, "layer_names").map((name) => legacyArrays(root, name, fileBytes));
  return layers
    .filter((arrays) => arrays.length > 0)
    .map((arrays) => ({
      className: classOf(arrays.map(({ name }) => name)),
      weights: arrays.map(({ array }) => array),
    }));
}

function classOf(names: readonly string[]): KerasClass {
  // "lstm/lstm_cell/recurrent_kernel:0" ends in recurrent_kernel.
  const ends = names.map((name) => name.split("/").at(-1)?.split(":")[0]).join();
  if (ends === "embeddings") return "Embedding";
  if (ends === "kernel,bias") return "Dense";
  if (ends === "kernel,recurrent_kernel,bias") return "LSTM";
  if (ends === "kernel,recurrent_kernel,bias,kernel,recurrent_kernel,bias") return "Bidirectional";
  throw new Error(
    `expected the arrays of an Embedding, LSTM, Bidirectional or Dense, got ${names.join(", ").slice(0, 200)}`,
  );
}

function legacyArrays(root: Group, layer: string, fileBytes: number): { name: string; array: NamedArray }[] {
  const group = groupAt(root, layer);
  if (group === undefined) throw new Error(`expected a group of the layer ${layer}, got none`);
  return strings(group, "weight_names").map((name) => ({ name, array: readArray(group, name, fileBytes) }));
}

function strings(group: Group, attribute: string): string[] {
  const value: unknown = group.attrs[attribute]?.value;
  if (!(Array.isArray(value) || ArrayBuffer.isView(value)))
    throw new Error(`expected a list of names ${attribute}, got none`);
  return Array.from(value as ArrayLike<unknown>, String);
}

function readArray(group: Group, name: string, fileBytes: number): NamedArray {
  const entity = group.get(name);
  if (entity === null || !("shape" in entity)) throw new Error(`expected an array ${name}, got none`);
  const { shape, dtype } = entity as Dataset;
  const size = typeof dtype === "string" ? BYTES_PER_FLOAT[dtype] : undefined;
  if (shape === null || size === undefined) {
    throw new Error(`expected ${name} to be float32 or float64, got ${JSON.stringify(dtype)}`);
  }
  const bytes = shape.reduce((product, length) => product * length, size);
  // A small file may claim a huge array; Keras does not compress.
  if (bytes > fileBytes)
    throw new Error(`expected ${name} [${shape}] to fit a file of ${fileBytes} bytes, uncompressed`);
  return { shape, data: Float32Array.from((entity as Dataset).value as ArrayLike<number>) };
}

function groupAt(parent: Group, path: string): Group | undefined {
  const entity = parent.get(path);
  return entity !== null && "keys" in entity ? (entity as Group) : undefined;
}
