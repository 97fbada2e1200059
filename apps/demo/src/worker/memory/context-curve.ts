import { disposeState, type LanguageModel } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";
import { readPredictions } from "./predictions.ts";

const MOST_CONTEXT = 256;
const MOST_POSITIONS = 64;
/** Rows read side by side: as many as one pause of the worker allows. */
const ROWS = 16;
/** A context is enough when the prediction is this near to that of the whole memory, in nats. */
const ENOUGH_NATS = 0.1;

/** How well a model predicts when it has read only the last tokens. */
export interface ContextCurve {
  /** k: 1, 2, 4, … */
  readonly lengths: readonly number[];
  /** The mean nats of the same positions for each of them. */
  readonly nats: readonly number[];
  /** And with everything that came before, the memory included. */
  readonly fullNats: number;
  readonly positions: number;
}

/** The same of one token. */
export interface LookBack {
  readonly lengths: readonly number[];
  readonly nats: readonly number[];
  readonly fullNats: number;
  /** The shortest context from which on all are within 0.1 nats of the whole memory; `undefined` for none. */
  readonly enough: number | undefined;
}

/** 1, 2, 4, … up to `most`. */
function powersOfTwo(most: number): number[] {
  const lengths: number[] = [];
  for (let length = 1; length <= most; length *= 2) lengths.push(length);
  return lengths;
}

/**
 * The mean nats of up to 64 tokens of a text when the model reads only the k tokens before them, from an empty
 * memory: Khandelwal et al., "Sharp Nearby, Fuzzy Far Away", 2018, section 3.
 *
 * @param tokenIds [T].
 * @param fullNats [T]: the nats of each token with all those before it.
 * @throws RangeError where there are fewer than four tokens.
 */
export async function contextCurve(
  model: LanguageModel,
  tokenIds: Int32Array,
  fullNats: Float32Array,
  pause: () => Promise<void>,
): Promise<ContextCurve> {
  if (tokenIds.length < 4) {
    throw new RangeError(`contextCurve: expected at least 4 tokens, got ${tokenIds.length}`);
  }
  const lengths = powersOfTwo(Math.min(MOST_CONTEXT, tokenIds.length / 2));
  const longest = lengths[lengths.length - 1];
  const positions = spread(longest, tokenIds.length, MOST_POSITIONS);
  const nats: number[] = [];
  for (const length of lengths) {
    let sum = 0;
    for (let start = 0; start < positions.length; start += ROWS) {
      await pause();
      const rows = positions.slice(start, start + ROWS);
      for (const value of await natsAfter(
        model,
        tokenIds,
        rows,
        rows.map(() => length),
      ))
        sum += value;
    }
    nats.push(sum / positions.length);
  }
  const full = positions.reduce((sum, position) => sum + fullNats[position], 0) / positions.length;
  return { lengths, nats, fullNats: full, positions: positions.length };
}

/**
 * How far back the prediction of one token looks.
 *
 * @param position of the token, 1 or more.
 * @param fullNats its nats with all before it.
 */
export async function lookBack(
  model: LanguageModel,
  tokenIds: Int32Array,
  position: number,
  fullNats: number,
): Promise<LookBack> {
  if (!(position >= 1 && position < tokenIds.length)) {
    throw new RangeError(`lookBack: expected a position in [1, ${tokenIds.length}), got ${position}`);
  }
  const lengths = powersOfTwo(Math.min(MOST_CONTEXT, position));
  const values = await natsAfter(
    model,
    tokenIds,
    lengths.map(() => position),
    lengths,
  );
  const nats = [...values];
  const firstFar = nats.findLastIndex((value) => Math.abs(value - fullNats) > ENOUGH_NATS);
  return { lengths, nats, fullNats, enough: lengths[firstFar + 1] };
}

/** Up to `most` whole numbers in [start, end), evenly. */
function spread(start: number, end: number, most: number): number[] {
  const count = Math.min(most, end - start);
  return Array.from({ length: count }, (_, index) => start + Math.floor((index * (end - start)) / count));
}

/** The nats [B] of the tokens at `positions` [B], each after the `lengths` [B] tokens before it alone. */
async function natsAfter(
  model: LanguageModel,
  tokenIds: Int32Array,
  positions: readonly number[],
  lengths: readonly number[],
): Promise<Float32Array> {
  const longest = Math.max(...lengths);
  const batch = positions.length;
  const inputs = new Int32Array(batch * longest);
  for (const [row, position] of positions.entries()) {
    inputs.set(tokenIds.subarray(position - lengths[row], position), row * longest);
  }
  const logits = tf.tidy(() => {
    const before = model.zeroState(batch);
    const ids = tf.tensor2d(inputs, [batch, longest], "int32");
    const { hidden, state } = model.forward(ids, before, { lengths: Int32Array.from(lengths) });
    const made = model.logits(state[state.length - 1].hidden);
    disposeState(before);
    disposeState(state);
    hidden.dispose();
    return made;
  });
  const values = (await logits.data().finally(() => logits.dispose())) as Float32Array;
  return readPredictions(
    values,
    positions.map((position) => tokenIds[position]),
  ).nats;
}
