import { checkJsonText } from "./check-json-text.ts";
import {
  type LanguageModelConfig,
  type LanguageModelOptions,
  languageModelConfig,
  languageModelSpecs,
} from "./language-model-config.ts";
import type { ParameterSpec } from "./parameter-specs.ts";
import { quantizedBytes } from "./quantized-arrays.ts";
import {
  type SequenceClassifierConfig,
  type SequenceClassifierOptions,
  sequenceClassifierConfig,
  sequenceClassifierSpecs,
} from "./sequence-classifier-config.ts";

/** How the numbers of a model are kept: as they are, or matrices as int8 with a scale for each row. */
export type Precision = "float32" | "int8";

/** Which model it is, and its config. */
export type ModelDescription =
  | { readonly type: "language-model"; readonly config: LanguageModelConfig }
  | { readonly type: "sequence-classifier"; readonly config: SequenceClassifierConfig };

/** What config.json says, checked. */
export interface ModelConfigFile {
  readonly model: ModelDescription;
  readonly specs: readonly ParameterSpec[];
  readonly precision: Precision;
  /** How many bytes of model.safetensors are numbers. */
  readonly dataBytes: number;
  /** SHA-256 of the files that belong to this config, in hexadecimal, by name. */
  readonly hashes: Readonly<Record<string, string>>;
}

const FORMAT = "engram-model";
const VERSION = 1;
const FIELDS = ["format", "version", "type", "precision", "config", "sha256"];
/** Objects in objects: the file, its config, the config's dropout. */
const MAX_DEPTH = 3;
/** A file longer than this is none of ours. */
export const MAX_CONFIG_BYTES = 100_000;

/** The text of config.json. */
export function writeModelConfig(
  { config }: { readonly config: LanguageModelConfig | SequenceClassifierConfig },
  hashes: Readonly<Record<string, string>>,
  precision: Precision,
): string {
  const content = {
    format: FORMAT,
    version: VERSION,
    type: "classes" in config ? "sequence-classifier" : "language-model",
    ...(precision !== "float32" && { precision }),
    config,
    sha256: hashes,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Reads and checks the text of a config.json that anybody may have written. */
export function readModelConfig(text: string): ModelConfigFile {
  checkJsonText(text, MAX_DEPTH);
  const content = asRecord(JSON.parse(text), "an object");
  checkFields(content, FIELDS, "the file");
  if (content.format !== FORMAT || content.version !== VERSION) {
    throw new Error(
      `expected format "${FORMAT}" and version ${VERSION}, got ${show(content.format)} and ${show(content.version)}`,
    );
  }
  const hashes = asRecord(content.sha256, "sha256 to be an object");
  for (const [name, hash] of Object.entries(hashes)) {
    if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) {
      throw new Error(`expected sha256 of ${name} to be 64 hexadecimal digits, got ${show(hash)}`);
    }
  }
  const { precision: said = "float32" } = content;
  const precision = asPrecision(said);
  const options = asRecord(content.config, "config to be an object");
  const { model, specs } = modelOfType(content.type, options);
  checkFields(options, Object.keys(model.config), "config");
  return {
    model,
    specs,
    precision,
    dataBytes: dataBytes(specs, precision),
    hashes: hashes as Record<string, string>,
  };
}

/** @throws RangeError for what is no {@link Precision}. */
export function asPrecision(value: unknown): Precision {
  if (value === "float32" || value === "int8") return value;
  throw new RangeError(`expected precision "float32" or "int8", got ${show(value)}`);
}

function modelOfType(
  type: unknown,
  options: Record<string, unknown>,
): { readonly model: ModelDescription; readonly specs: readonly ParameterSpec[] } {
  if (type === "language-model") {
    const config = languageModelConfig(options as unknown as LanguageModelOptions);
    return { model: { type, config }, specs: languageModelSpecs(config) };
  }
  if (type === "sequence-classifier") {
    const config = sequenceClassifierConfig(options as unknown as SequenceClassifierOptions);
    return { model: { type, config }, specs: sequenceClassifierSpecs(config) };
  }
  throw new Error(`expected type "language-model" or "sequence-classifier", got ${show(type)}`);
}

function dataBytes(specs: readonly ParameterSpec[], precision: Precision): number {
  const floatBytes = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 4);
  const bytesOf = ({ name, shape }: ParameterSpec) =>
    precision === "int8" ? quantizedBytes(name, shape) : floatBytes(shape);
  return specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
}

/** A field that is not known may be one that is misspelt. */
function checkFields(content: Record<string, unknown>, known: readonly string[], where: string): void {
  const unknown = Object.keys(content).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`expected ${where} to have only ${known.join(", ")}, got ${show(unknown)}`);
}

function asRecord(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`expected ${what}, got ${show(value)}`);
  }
  return value as Record<string, unknown>;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100);
}
