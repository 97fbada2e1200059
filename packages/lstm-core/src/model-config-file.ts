import { checkJsonText } from "./check-json-text.ts";
import { LanguageModel } from "./language-model.ts";
import {
  type LanguageModelOptions,
  languageModelConfig,
  languageModelSpecs,
} from "./language-model-config.ts";
import type { NamedArray } from "./named-array.ts";
import type { ParameterSpec } from "./parameters.ts";
import { SequenceClassifier } from "./sequence-classifier.ts";
import {
  type SequenceClassifierOptions,
  sequenceClassifierConfig,
  sequenceClassifierSpecs,
} from "./sequence-classifier-config.ts";

/** A model that can be kept in a folder. */
export type Model = LanguageModel | SequenceClassifier;

/** What config.json says, checked. */
export interface ModelConfigFile {
  /** How many bytes of model.safetensors are numbers: 4 for each parameter. */
  readonly dataBytes: number;
  /** SHA-256 of the files that belong to this config, in hexadecimal, by name. */
  readonly hashes: Readonly<Record<string, string>>;
  createModel(arrays: Readonly<Record<string, NamedArray>>): Model;
}

const FORMAT = "engram-model";
const VERSION = 1;
const FIELDS = ["format", "version", "type", "config", "sha256"];
/** Objects in objects: the file, its config, the config's dropout. */
const MAX_DEPTH = 3;
/** A file longer than this is none of ours. */
export const MAX_CONFIG_BYTES = 100_000;

/** The text of config.json. */
export function writeModelConfig(model: Model, hashes: Readonly<Record<string, string>>): string {
  const type = "classes" in model.config ? "sequence-classifier" : "language-model";
  const content = { format: FORMAT, version: VERSION, type, config: model.config, sha256: hashes };
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
  const options = asRecord(content.config, "config to be an object");
  return { ...modelOfType(content.type, options), hashes: hashes as Record<string, string> };
}

function modelOfType(type: unknown, options: Record<string, unknown>): Omit<ModelConfigFile, "hashes"> {
  if (type === "language-model") {
    const config = languageModelConfig(options as unknown as LanguageModelOptions);
    checkFields(options, Object.keys(config), "config");
    return {
      dataBytes: dataBytes(languageModelSpecs(config)),
      createModel: (arrays) => LanguageModel.fromParameters(config, arrays),
    };
  }
  if (type === "sequence-classifier") {
    const config = sequenceClassifierConfig(options as unknown as SequenceClassifierOptions);
    checkFields(options, Object.keys(config), "config");
    return {
      dataBytes: dataBytes(sequenceClassifierSpecs(config)),
      createModel: (arrays) => SequenceClassifier.fromParameters(config, arrays),
    };
  }
  throw new Error(`expected type "language-model" or "sequence-classifier", got ${show(type)}`);
}

function dataBytes(specs: readonly ParameterSpec[]): number {
  const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  return specs.reduce((sum, { shape }) => sum + Float32Array.BYTES_PER_ELEMENT * size(shape), 0);
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
