import { disposeState, type LanguageModel } from "@engram/lstm-core";
import type { Tokenizer } from "@engram/tokenizer";
import { readPredictions } from "./predictions.ts";
import { type TokenTrace, traceTokens } from "./trace-tokens.ts";
import type { WorkingMemory } from "./working-memory.ts";

/** A text of more tokens is shown up to here. */
export const MOST_SHOWN_TOKENS = 2000;
/** The cells that change most are proposed. */
const LIVELY_CELLS = 12;

export interface CellPlace {
  readonly layer: number;
  readonly cell: number;
}

export interface LayerInspection {
  readonly hiddenSize: number;
  /** [T,H]: tanh(c), in (-1, 1). */
  readonly cells: Float32Array;
  /** [T,3]: how far the input, forget and output gates were open, the mean over the cells. */
  readonly gates: Float32Array;
}

/** What the page shows of a text that was read. */
export interface Inspection {
  readonly text: string;
  readonly modelName: string;
  /** T. */
  readonly tokens: number;
  /** Tokens of the text that are not shown, because it is too long. */
  readonly leftOut: number;
  /** How many tokens the model does not know. */
  readonly unknown: number;
  /** [2T]: start and end of each token in UTF-16 units of the text. */
  readonly offsets: Int32Array;
  readonly layers: readonly LayerInspection[];
  /** [T]: -log2 p of each token given those before it and the memory; NaN of the first after an empty memory. */
  readonly bits: Float32Array;
  /** [T,3]: the likeliest tokens after each, as text ("" for none), and their probabilities. */
  readonly topTexts: readonly string[];
  readonly topProbabilities: Float32Array;
  /** The cells whose value changes most, the liveliest first. */
  readonly lively: readonly CellPlace[];
}

/**
 * Reads a text from a memory, which stays as it is, and tells all that happened.
 *
 * @returns an inspection of its first 2,000 tokens.
 * @throws RangeError when there is none.
 */
export async function inspectText(
  { name, tokenizer }: { readonly name: string; readonly tokenizer: Tokenizer },
  memory: WorkingMemory,
  text: string,
  pause: () => Promise<void>,
): Promise<Inspection> {
  const { tokenIds: all, offsets } = tokenizer.encodeWithOffsets(text);
  const tokenIds = all.slice(0, MOST_SHOWN_TOKENS);
  if (tokenIds.length === 0) throw new RangeError("inspect: expected a text, got none");
  const { hiddenSizes } = memory.model.config;
  const trace = await traceWithNats(memory, tokenIds, pause);
  const layers = trace.layers.map(({ cells, gates }, layer) => ({
    hiddenSize: hiddenSizes[layer],
    cells: cells.map(Math.tanh),
    gates,
  }));
  const textOf = memoize((tokenId: number) => (tokenId < 0 ? "" : tokenizer.decode([tokenId])));
  return {
    text,
    modelName: name,
    tokens: tokenIds.length,
    leftOut: all.length - tokenIds.length,
    unknown: tokenIds.filter((tokenId) => tokenId === tokenizer.unknownId).length,
    offsets: offsets.slice(0, 2 * tokenIds.length),
    layers,
    bits: trace.nats.map((value) => value / Math.LN2),
    topTexts: Array.from(trace.topIds, textOf),
    topProbabilities: trace.topProbabilities,
    lively: livelyCells(layers),
  };
}

/** A trace whose nats stand at the token that they are of, not at the one before it. */
export async function traceWithNats(
  memory: WorkingMemory,
  tokenIds: Int32Array,
  pause: () => Promise<void>,
): Promise<Omit<TokenTrace, "state">> {
  const { model } = memory;
  const first = memory.isEmpty ? Number.NaN : await firstNats(model, memory, tokenIds[0]);
  const { state, ...trace } = await traceTokens(model, tokenIds, memory.state, pause);
  disposeState(state);
  const nats = new Float32Array(tokenIds.length);
  nats.set(trace.nats.subarray(0, -1), 1);
  nats[0] = first;
  return { ...trace, nats };
}

/** The nats of a token as the memory predicts it. */
async function firstNats(model: LanguageModel, { state }: WorkingMemory, tokenId: number): Promise<number> {
  const logits = model.logits(state[state.length - 1].hidden);
  const values = (await logits.data().finally(() => logits.dispose())) as Float32Array;
  return readPredictions(values, [tokenId]).nats[0];
}

function livelyCells(layers: readonly LayerInspection[]): CellPlace[] {
  return layers
    .flatMap(({ cells, hiddenSize }, layer) =>
      Array.from(variances(cells, hiddenSize), (variance, cell) => ({ layer, cell, variance })),
    )
    .sort((a, b) => b.variance - a.variance)
    .slice(0, LIVELY_CELLS)
    .map(({ layer, cell }) => ({ layer, cell }));
}

/** [H] of [T,H]. */
function variances(cells: Float32Array, size: number): Float64Array {
  const steps = cells.length / size;
  const sums = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let index = 0, cell = 0; index < cells.length; index++, cell = (cell + 1) % size) {
    sums[cell] += cells[index];
    squares[cell] += cells[index] ** 2;
  }
  return squares.map((square, cell) => square / steps - (sums[cell] / steps) ** 2);
}

function memoize<Result>(make: (key: number) => Result): (key: number) => Result {
  const made = new Map<number, Result>();
  return (key) => {
    let result = made.get(key);
    if (result === undefined) {
      result = make(key);
      made.set(key, result);
    }
    return result;
  };
}
