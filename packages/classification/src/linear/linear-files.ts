import {
  decodeSafetensors,
  dequantizeArrays,
  encodeSafetensors,
  hashOf,
  type NamedArray,
  quantizeArrays,
} from "@engram/lstm-core/inference";
import { LinearClassifier } from "./linear-classifier.ts";
import { checkLinearConfig, type LinearConfig, outputsOf } from "./linear-config.ts";

export const LINEAR_CONFIG_FILE = "config.json";
export const LINEAR_WEIGHTS_FILE = "model.safetensors";
/** More than any of our config.json has. */
export const MOST_LINEAR_CONFIG_BYTES = 10_000;
const MOST_HEADER_BYTES = 10_000;

const FORMAT = "engram-linear-classifier";
const VERSION = 1;
/** As a matrix of so many columns the weights have a scale for each when they become int8. */
const COLUMNS = 256;

type LinearPrecision = "float32" | "int8";

interface LinearFile {
  readonly config: LinearConfig;
  readonly precision: LinearPrecision;
  /** Of the weights' file. */
  readonly sha256: string;
}

/** The files of a linear classifier: config.json, which names the SHA-256 of the other, and model.safetensors. */
export function linearToFiles(
  { config, weights, bias }: LinearClassifier,
  { precision = "float32" }: { readonly precision?: LinearPrecision } = {},
): Record<string, Uint8Array> {
  const floats: Record<string, NamedArray> = {
    weights: { shape: [weights.length / COLUMNS, COLUMNS], data: weights },
    bias: { shape: [bias.length], data: bias },
  };
  const bytes = encodeSafetensors(precision === "int8" ? quantizeArrays(floats) : floats);
  const file: LinearFile = { config, precision, sha256: hashOf(bytes) };
  const text = `${JSON.stringify({ format: FORMAT, version: VERSION, ...file }, null, 2)}\n`;
  return { [LINEAR_CONFIG_FILE]: new TextEncoder().encode(text), [LINEAR_WEIGHTS_FILE]: bytes };
}

/**
 * The linear classifier of its files, whatever their bytes are.
 *
 * @param options.trusted the files are part of the program: hashes are not computed.
 * @throws an Error that begins with `where`, names the file and says what is wrong with it.
 */
export function linearFromFiles(
  files: Readonly<Record<string, Uint8Array | undefined>>,
  where: string,
  { trusted = false }: { readonly trusted?: boolean } = {},
): LinearClassifier {
  const named = <Result>(name: string, read: (bytes: Uint8Array) => Result): Result => {
    try {
      const bytes = Object.hasOwn(files, name) ? files[name] : undefined;
      if (bytes === undefined) throw new Error("expected the file, got none");
      return read(bytes);
    } catch (error) {
      throw new Error(`${where}${name}: ${(error as Error).message}`, { cause: error });
    }
  };
  const file = named(LINEAR_CONFIG_FILE, readLinearFile);
  return named(LINEAR_WEIGHTS_FILE, (bytes) => {
    checkLinearSize(file, bytes.length);
    if (!trusted && hashOf(bytes) !== file.sha256) {
      throw new Error(`expected the SHA-256 that ${LINEAR_CONFIG_FILE} names, got ${hashOf(bytes)}`);
    }
    const { arrays: stored } = decodeSafetensors(bytes, { trusted });
    const arrays = file.precision === "int8" ? dequantizeArrays(stored) : stored;
    const { weights, bias } = arrays;
    if (!(weights?.data instanceof Float32Array && bias?.data instanceof Float32Array)) {
      throw new Error("expected weights and bias as float32, got others");
    }
    if (!trusted && !(weights.data.every(Number.isFinite) && bias.data.every(Number.isFinite))) {
      throw new Error("expected finite weights, got others");
    }
    return new LinearClassifier(file.config, { weights: weights.data, bias: bias.data });
  });
}

/** What a config.json says that anybody may have written. */
export function readLinearFile(bytes: Uint8Array): LinearFile {
  if (bytes.length > MOST_LINEAR_CONFIG_BYTES) {
    throw new Error(`expected at most ${MOST_LINEAR_CONFIG_BYTES} bytes, got ${bytes.length}`);
  }
  const content = JSON.parse(
    new TextDecoder("utf-8", { fatal: true }).decode(bytes),
  ) as Partial<LinearFile> & {
    format?: unknown;
    version?: unknown;
  };
  if (content?.format !== FORMAT || content.version !== VERSION) {
    throw new Error(`expected format "${FORMAT}" and version ${VERSION}, got others`);
  }
  const { config, precision, sha256 } = content;
  if (precision !== "float32" && precision !== "int8") {
    throw new Error(`expected precision "float32" or "int8", got another`);
  }
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new Error("expected sha256 to be 64 hexadecimal digits, got another");
  }
  return { config: checkLinearConfig(config ?? {}, "config"), precision, sha256 };
}

/** @throws Error when a weights file of so many bytes cannot hold just what the config says. */
export function checkLinearSize({ config, precision }: LinearFile, bytes: number): void {
  const outputs = outputsOf(config);
  const count = config.buckets * outputs;
  const least = (precision === "int8" ? count + 4 * COLUMNS : 4 * count) + 4 * outputs;
  if (bytes < least || bytes > least + MOST_HEADER_BYTES) {
    throw new Error(`expected ${least} bytes of weights and a header, got ${bytes} bytes`);
  }
}
