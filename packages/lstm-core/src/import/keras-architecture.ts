import { kerasCellPaths, numberedName } from "./keras-paths.ts";

const OWNER = "kerasArchitecture";

/** A layer that has weights. */
export interface KerasLayer {
  readonly className: KerasClass;
  /** The layer's own name. */
  readonly name: string;
  /** The groups of its arrays in a Keras 3 weights file. */
  readonly groups: readonly string[];
}

export type KerasClass = "Embedding" | "LSTM" | "Bidirectional" | "Dense";

/** Layers that do nothing once a model is trained. */
const WITHOUT_EFFECT = ["InputLayer", "Dropout", "SpatialDropout1D"];

/**
 * The layers with weights of a Keras Sequential model, in order, from its JSON config.
 *
 * @param config `{ class_name: "Sequential", config: { layers: […] } }`.
 * @throws when a layer computes something that an LSTM model here does not: another class or activation, no bias,
 * `go_backwards`, `mask_zero`, a way of merging directions other than "concat".
 */
export function kerasArchitecture(config: unknown): KerasLayer[] {
  const model = asRecord(config, "the config");
  const layers = asRecord(model.config, "the model's config").layers;
  if (model.class_name !== "Sequential" || !Array.isArray(layers)) {
    throw new Error(
      `${OWNER}: expected a Sequential model with a list of layers, got ${show(model.class_name)}`,
    );
  }
  const found: KerasLayer[] = [];
  let allSteps = true;
  for (const [index, layer] of layers.entries()) {
    const { class_name: className, config: settings } = asRecord(layer, `layer ${index}`);
    if (typeof className === "string" && WITHOUT_EFFECT.includes(className)) continue;
    if (!isKerasClass(className)) {
      throw new Error(
        `${OWNER}: expected layers of class Embedding, LSTM, Bidirectional, Dense, Dropout, got ${show(className)}`,
      );
    }
    const checked = asRecord(settings, `the config of layer ${index}`);
    const where = `layer ${index} (${className})`;
    checkLayer(className, checked, where);
    if (className === "LSTM" || className === "Bidirectional") {
      // Every LSTM but the last must hand on all steps.
      if (!allSteps)
        throw new Error(
          `${OWNER}: ${where}: expected return_sequences true in the LSTM before it, got false`,
        );
      const lstm = className === "LSTM" ? checked : innerSettings(checked.layer, where);
      allSteps = lstm.return_sequences === true;
    }
    const ordinal = found.filter((other) => other.className === className).length;
    found.push({ className, name: String(checked.name), groups: groupsOf(className, ordinal) });
  }
  return found;
}

/** The groups of the n-th layer of its class in a Keras 3 weights file. */
export function groupsOf(className: KerasClass, ordinal: number): string[] {
  const path = `layers/${numberedName(className.toLowerCase(), ordinal)}`;
  if (className === "LSTM" || className === "Bidirectional")
    return kerasCellPaths(path, className === "Bidirectional");
  return [`${path}/vars`];
}

function checkLayer(className: KerasClass, settings: Record<string, unknown>, where: string): void {
  // Keras would pass over token id 0; here a row ends at its length.
  if (className === "Embedding") expectValue(settings, "mask_zero", [false], where);
  if (className === "LSTM") checkLstm(settings, false, where);
  if (className === "Bidirectional") {
    expectValue(settings, "merge_mode", ["concat"], where);
    checkLstm(innerSettings(settings.layer, where), false, where);
    if (settings.backward_layer != null)
      checkLstm(innerSettings(settings.backward_layer, where), true, where);
  }
  if (className === "Dense") {
    expectValue(settings, "activation", ["softmax", "linear"], where);
    expectValue(settings, "use_bias", [true], where);
  }
}

/** The settings of the LSTM inside a Bidirectional. */
function innerSettings(layer: unknown, where: string): Record<string, unknown> {
  const { class_name: className, config } = asRecord(layer, `${where}: its layer`);
  if (className !== "LSTM")
    throw new Error(`${OWNER}: ${where}: expected an LSTM inside, got ${show(className)}`);
  return asRecord(config, `${where}: its layer's config`);
}

function checkLstm(settings: Record<string, unknown>, goesBackwards: boolean, where: string): void {
  expectValue(settings, "activation", ["tanh"], where);
  expectValue(settings, "recurrent_activation", ["sigmoid"], where);
  expectValue(settings, "use_bias", [true], where);
  expectValue(settings, "go_backwards", [goesBackwards], where);
}

function expectValue(
  settings: Record<string, unknown>,
  name: string,
  allowed: readonly unknown[],
  where: string,
): void {
  if (!allowed.includes(settings[name])) {
    throw new Error(
      `${OWNER}: ${where}: expected ${name} ${allowed.map(show).join(" or ")}, got ${show(settings[name])}`,
    );
  }
}

function isKerasClass(className: unknown): className is KerasClass {
  return ["Embedding", "LSTM", "Bidirectional", "Dense"].includes(className as string);
}

function asRecord(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${OWNER}: expected ${what} to be an object, got ${show(value)}`);
  }
  return value as Record<string, unknown>;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100);
}
