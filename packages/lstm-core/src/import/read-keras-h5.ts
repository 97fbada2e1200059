import { checkJsonText } from "../check-json-text.ts";
import { arrayAt, groupAt, type H5Array, type H5Group, nodeAt } from "./h5-tree.ts";
import { groupsOf, type KerasClass, type KerasLayer, kerasArchitecture } from "./keras-architecture.ts";
import type { KerasLayerWeights } from "./keras-to-parameters.ts";

/** More nesting than any config of Keras has. */
const MAX_CONFIG_DEPTH = 32;

/**
 * The layers of an HDF5 file of Keras, in order: the weights inside a `.keras` file, a Keras 3 `.weights.h5`, or a
 * legacy `.h5` of a whole model or of its weights. A file without a config does not tell activations and the like; they
 * are then taken to be an LSTM's usual ones.
 *
 * @param config the model's JSON config, where it stands in a file of its own.
 */
export function readKerasH5(file: H5Group, config?: unknown): KerasLayerWeights[] {
  const whole = nodeAt(file, "model_weights");
  const root = whole?.kind === "group" ? whole : file;
  if (!root.attributes.has("layer_names")) return readVersion3(file, config);
  const ownConfig = file.attributes.get("model_config");
  if (ownConfig === undefined) return readLegacyWeights(root);
  return kerasArchitecture(parseKerasConfig(String(ownConfig))).map(({ className, name }) => ({
    className,
    weights: legacyArrays(root, name).map(({ array }) => array),
  }));
}

/** The config of a model from its JSON text. */
export function parseKerasConfig(text: string): unknown {
  checkJsonText(text, MAX_CONFIG_DEPTH);
  return JSON.parse(text);
}

function readVersion3(file: H5Group, config: unknown): KerasLayerWeights[] {
  const layers = config === undefined ? layersByName(file) : kerasArchitecture(config);
  return layers.map(({ className, groups }) => ({
    className,
    weights: groups.flatMap((path) => {
      const group = groupAt(file, path);
      const names = [...group.children.keys()].sort((one, other) => Number(one) - Number(other));
      return names.map((name) => arrayAt(group, name));
    }),
  }));
}

/** The layers of a file without a config, by the names of their groups. */
function layersByName(file: H5Group): Omit<KerasLayer, "name">[] {
  const names = [...groupAt(file, "layers").children.keys()];
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
function readLegacyWeights(root: H5Group): KerasLayerWeights[] {
  const layers = namesIn(root, "layer_names").map((name) => legacyArrays(root, name));
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
    `expected the arrays of an Embedding, LSTM, Bidirectional or Dense, got ${ends.slice(0, 200)}`,
  );
}

function legacyArrays(root: H5Group, layer: string): { name: string; array: H5Array }[] {
  const group = groupAt(root, layer);
  return namesIn(group, "weight_names").map((name) => ({ name, array: arrayAt(group, name) }));
}

function namesIn(group: H5Group, attribute: string): readonly string[] {
  const value = group.attributes.get(attribute);
  if (!Array.isArray(value)) throw new Error(`expected a list of names ${attribute}, got ${value ?? "none"}`);
  return value;
}
