import {
  decodeSafetensors,
  encodeSafetensors,
  type LanguageModelConfig,
  type NamedArray,
} from "@engram/lstm-core";
import { Random } from "@engram/random";
import type { NeuralCacheContent } from "../cache/neural-cache.ts";
import type { ChatMemory } from "./chat-memory.ts";
import { parseRandomPosition, parseTranscript } from "./chat-memory-json.ts";

const FORMAT = "engram-chat-memory-1";
const METADATA_NAMES = ["format", "model", "random", "transcript"];
const STATE_PREFIX = "state.";
const CACHE_HIDDEN = "cache.hidden";
const CACHE_TOKENS = "cache.tokenIds";

/** What a memory must fit: the model it is to be used with. */
export type MemoryModel = Pick<
  LanguageModelConfig,
  "vocabularySize" | "embeddingSize" | "hiddenSizes" | "tiedOutput"
>;

/**
 * A conversation's memory as a safetensors file.
 *
 * Arrays: `state.0.hidden`, `state.0.cell`, … [1,H] and, with a cache, `cache.hidden` [N,H] and
 * `cache.tokenIds` [N], oldest first. Metadata: `format`, and as JSON `model` (its sizes), `random`, `transcript`.
 */
export function encodeChatMemory(memory: ChatMemory, model: MemoryModel): Uint8Array {
  const arrays: Record<string, NamedArray> = {};
  for (const [name, array] of Object.entries(memory.state ?? {})) arrays[STATE_PREFIX + name] = array;
  if (memory.cache !== undefined) {
    const { hidden, tokenIds } = memory.cache;
    arrays[CACHE_HIDDEN] = { shape: [tokenIds.length, topHiddenSize(model)], data: hidden };
    arrays[CACHE_TOKENS] = { shape: [tokenIds.length], data: tokenIds };
  }
  return encodeSafetensors(arrays, {
    format: FORMAT,
    model: describeModel(model),
    random: JSON.stringify(memory.random),
    transcript: JSON.stringify(memory.transcript),
  });
}

/**
 * The memory of such a file.
 *
 * @throws an Error that says what is wrong when the bytes are damaged, no chat memory, or of another model.
 */
export function decodeChatMemory(bytes: Uint8Array, model: MemoryModel): ChatMemory {
  const { arrays, metadata } = decodeSafetensors(bytes);
  if (metadata.format !== FORMAT) {
    throw new Error(`restoreMemory: expected the format ${FORMAT}, got ${JSON.stringify(metadata.format)}`);
  }
  if (metadata.model !== describeModel(model)) {
    throw new Error(
      `restoreMemory: expected a memory of the model ${describeModel(model)}, got one of ${metadata.model}`,
    );
  }
  // Such as a checksum whose damaged name switched it off.
  const foreign = Object.keys(metadata).find((name) => !METADATA_NAMES.includes(name));
  if (foreign !== undefined) throw new Error(`restoreMemory: expected no metadata "${foreign}"`);
  const random = parseRandomPosition(metadata.random);
  const transcript = parseTranscript(metadata.transcript);
  const rest = new Map(Object.entries(arrays));
  const cache = takeCache(rest, model);
  const state = takeState(rest, model);
  const [unknown] = rest.keys();
  if (unknown !== undefined) throw new Error(`restoreMemory: expected no array "${unknown}"`);
  return { state, cache, random: Random.at(random).position(), transcript };
}

function takeState(rest: Map<string, NamedArray>, model: MemoryModel): ChatMemory["state"] {
  if (rest.size === 0) return undefined;
  const state: Record<string, NamedArray> = {};
  for (const [layer, hiddenSize] of model.hiddenSizes.entries()) {
    for (const part of ["hidden", "cell"]) {
      const name = `${layer}.${part}`;
      state[name] = { shape: [1, hiddenSize], data: takeFloats(rest, STATE_PREFIX + name, [1, hiddenSize]) };
    }
  }
  return state;
}

function takeCache(rest: Map<string, NamedArray>, model: MemoryModel): NeuralCacheContent | undefined {
  const tokens = rest.get(CACHE_TOKENS);
  if (tokens === undefined) return undefined;
  rest.delete(CACHE_TOKENS);
  const { data: tokenIds } = tokens;
  if (!(tokenIds instanceof Int32Array) || tokens.shape.length !== 1) {
    throw new Error(`restoreMemory: expected ${CACHE_TOKENS} to be int32 [N], got shape [${tokens.shape}]`);
  }
  const wrong = tokenIds.find((tokenId) => tokenId < 0 || tokenId >= model.vocabularySize);
  if (wrong !== undefined) {
    throw new Error(
      `restoreMemory: expected token ids below ${model.vocabularySize} in the cache, got ${wrong}`,
    );
  }
  return { hidden: takeFloats(rest, CACHE_HIDDEN, [tokenIds.length, topHiddenSize(model)]), tokenIds };
}

function takeFloats(rest: Map<string, NamedArray>, name: string, shape: readonly number[]): Float32Array {
  const array = rest.get(name);
  rest.delete(name);
  if (array === undefined) throw new Error(`restoreMemory: expected an array "${name}", got none`);
  if (!(array.data instanceof Float32Array) || array.shape.join() !== shape.join()) {
    throw new Error(`restoreMemory: expected "${name}" to be float32 [${shape}], got shape [${array.shape}]`);
  }
  if (!array.data.every(Number.isFinite)) throw new Error(`restoreMemory: expected "${name}" to be finite`);
  return array.data;
}

function topHiddenSize(model: MemoryModel): number {
  return model.hiddenSizes[model.hiddenSizes.length - 1];
}

/** The sizes that a state depends on, always in the same order. */
function describeModel({ vocabularySize, embeddingSize, hiddenSizes, tiedOutput }: MemoryModel): string {
  return JSON.stringify({ vocabularySize, embeddingSize, hiddenSizes, tiedOutput });
}
