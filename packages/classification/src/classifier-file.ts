import { checkTemperature } from "./calibration/temperature-scaling.ts";
import { readCleanOptions } from "./read-clean-options.ts";
import type { MemberName, TextClassifierConfig } from "./text-classifier.ts";

/** The file that makes a folder a classifier. */
export const CLASSIFIER_FILE = "classifier.json";

/** Where the models of a classifier lie in its folder. */
export const MEMBER_FOLDERS: Readonly<Record<MemberName, string>> = {
  forward: "forward",
  backward: "backward",
  linear: "linear",
};

/** What classifier.json says, checked. */
export interface ClassifierFile {
  readonly config: TextClassifierConfig;
  readonly members: readonly MemberName[];
  /** SHA-256 of the config.json of each member, which names those of its own files. The first has the tokenizer. */
  readonly sha256: Readonly<Record<string, string>>;
}

const FORMAT = "engram-classifier";
const VERSION = 1;
const MOST_LABELS = 1000;
const MOST_TOKENS = 1 << 20;

export function writeClassifierFile(file: ClassifierFile): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...file }, null, 2)}\n`;
}

/** Reads the text of a classifier.json that anybody may have written. @throws Error that says what is wrong with it. */
export function readClassifierFile(text: string): ClassifierFile {
  const content = JSON.parse(text) as Partial<ClassifierFile> & { format?: unknown; version?: unknown };
  if (content?.format !== FORMAT || content.version !== VERSION) {
    throw new Error(
      `expected format "${FORMAT}" and version ${VERSION}, got ${show(content?.format)} and ${show(content?.version)}`,
    );
  }
  const { members, sha256 } = content;
  const isMembers =
    Array.isArray(members) &&
    members.length > 0 &&
    new Set(members).size === members.length &&
    members.every((name) => typeof name === "string" && Object.hasOwn(MEMBER_FOLDERS, name)) &&
    // The tokenizer lies in the folder of an LSTM.
    members.some((name) => name !== "linear");
  if (!isMembers)
    throw new Error(
      `expected members among forward, backward and linear, and not linear alone, got ${show(members)}`,
    );
  for (const name of members) {
    if (typeof sha256 !== "object" || sha256 === null || !/^[0-9a-f]{64}$/.test(String(sha256[name]))) {
      throw new Error(`expected sha256 of ${name} to be 64 hexadecimal digits, got ${show(sha256)}`);
    }
  }
  return { config: readConfig(content.config), members, sha256: sha256 as Record<string, string> };
}

function readConfig(config: Partial<TextClassifierConfig> | undefined): TextClassifierConfig {
  const { labels, preparation, weights, temperature, decision } = config ?? {};
  const isLabels =
    Array.isArray(labels) &&
    labels.length >= 2 &&
    labels.length <= MOST_LABELS &&
    new Set(labels).size === labels.length &&
    labels.every((label) => typeof label === "string");
  if (!isLabels) throw new Error(`expected 2 to ${MOST_LABELS} different labels, got ${show(labels)}`);
  checkTemperature(temperature as number, "classifier.json");
  const maximumTokens = preparation?.maximumTokens as number;
  if (!(Number.isInteger(maximumTokens) && maximumTokens >= 1 && maximumTokens <= MOST_TOKENS)) {
    throw new Error(`expected preparation.maximumTokens in [1, ${MOST_TOKENS}], got ${show(maximumTokens)}`);
  }
  const clean = readCleanOptions(preparation?.clean);
  const isWeights =
    weights === undefined || (Array.isArray(weights) && weights.every((weight) => Number.isFinite(weight)));
  if (!isWeights) throw new Error(`expected weights that are numbers, got ${show(weights)}`);
  const isDecision =
    decision === undefined ||
    (labels.includes(decision?.label) && typeof decision.threshold === "number" && decision.threshold >= 0);
  if (!isDecision) throw new Error(`expected a decision on one of the labels, got ${show(decision)}`);
  return {
    labels,
    preparation: { clean, maximumTokens },
    ...(weights && { weights }),
    temperature: temperature as number,
    ...(decision && { decision: { label: decision.label, threshold: decision.threshold } }),
  };
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100);
}
