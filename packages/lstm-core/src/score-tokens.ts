import * as tf from "@tensorflow/tfjs-core";
import type { LanguageModel } from "./language-model.ts";
import { disposeState, type LstmState } from "./lstm-state.ts";
import { targetNats } from "./ops/target-nats.ts";
import type { PredictionCache } from "./prediction-cache.ts";
import { type ScoreLayout, scoreLayout, scoreWindow, type TokenSource } from "./score-windows.ts";
import { tidy } from "./tidy.ts";

export type StatePolicy = "carried" | "reset";

export interface ScoreTokensOptions {
  /**
   * "carried" (the default): the state goes from window to window, as in one long reading.
   * "reset": every window of `context` tokens begins with an empty state.
   */
  readonly statePolicy?: StatePolicy;
  /** T, the tokens read at a time, default 64; it changes the score only where the state is reset. */
  readonly context?: number;
  /**
   * B, how many parts of the text are read side by side. A carried state is empty at the start of each part,
   * so 1, the default there, is exact; with "reset" it changes nothing but the time (default 32).
   */
  readonly batchSize?: number;
  /** Counted apart (and in the score like every other token). */
  readonly unknownId?: number | undefined;
  /** Makes the cache of each of the B parts; its mixed probabilities are what is scored. */
  readonly cache?: (row: number) => PredictionCache;
}

export interface TokenScore {
  /** Σ -ln p(token | those before it). */
  readonly totalNats: number;
  /** How many tokens were predicted: all but the first. */
  readonly tokens: number;
  /** How many of them are `unknownId`. */
  readonly unknownTokens: number;
  readonly context: number;
  readonly statePolicy: StatePolicy;
}

/**
 * How well a model predicts a text: every token but the first counts exactly once, added up in float64.
 *
 * @param source the token ids, in memory or read piece by piece.
 * @throws RangeError when there are fewer than two tokens, an id is not in [0, V), or an option does not fit.
 */
export async function scoreTokens(
  model: LanguageModel,
  source: TokenSource | Int32Array | Uint16Array,
  options: ScoreTokensOptions = {},
): Promise<TokenScore> {
  const { statePolicy = "carried", context = 64, unknownId, cache } = options;
  if (statePolicy !== "carried" && statePolicy !== "reset") {
    throw new RangeError(`scoreTokens: expected statePolicy "carried" or "reset", got ${statePolicy}`);
  }
  const { batchSize = statePolicy === "carried" ? 1 : 32 } = options;
  const layout = scoreLayout(source.length, context, batchSize);
  const caches = Array.from({ length: layout.rows }, (_, row) => cache?.(row));
  let totalNats = 0;
  let tokens = 0;
  let unknownTokens = 0;
  let state = model.zeroState(layout.rows);
  try {
    for (let start = 0; start < layout.rowLength; start += context) {
      const { inputs, targets } = await scoreWindow(source, layout, start, model.config.vocabularySize);
      if (statePolicy === "reset") {
        disposeState(state);
        state = model.zeroState(layout.rows);
      }
      const read = readWindow(model, layout, inputs, targets, state);
      disposeState(state);
      state = read.state;
      const [nats, hidden] = await Promise.all([
        read.nats.data(),
        cache === undefined ? new Float32Array() : (read.hidden.data() as Promise<Float32Array>),
      ]).finally(() => tf.dispose([read.nats, read.hidden]));
      const hiddenSize = hidden.length / targets.length;
      for (let index = 0; index < targets.length; index++) {
        const target = targets[index];
        if (target < 0) continue;
        const memory = caches[Math.floor(index / layout.windowLength(start))];
        if (memory === undefined) {
          totalNats += nats[index];
        } else {
          const vector = hidden.subarray(index * hiddenSize, (index + 1) * hiddenSize);
          totalNats -= memory.mix(-nats[index], vector, target);
          memory.observe(vector, target);
        }
        tokens++;
        if (target === unknownId) unknownTokens++;
      }
    }
  } finally {
    disposeState(state);
  }
  return { totalNats, tokens, unknownTokens, context, statePolicy };
}

/** The nats [B*T] of a window's targets (of any token where there is none), and what they come from. */
function readWindow(
  model: LanguageModel,
  { rows }: ScoreLayout,
  inputs: Int32Array,
  targets: Int32Array,
  before: LstmState,
) {
  return tidy(() => {
    const tokenIds = tf.tensor2d(inputs, [rows, inputs.length / rows], "int32");
    const { hidden, state } = model.forward(tokenIds, before);
    const { kernel, bias } = model.outputLayer();
    const flat = tf.reshape(hidden, [targets.length, -1]) as tf.Tensor2D;
    return {
      nats: targetNats(
        flat,
        kernel,
        bias,
        targets.map((target) => Math.max(target, 0)),
      ),
      hidden,
      state,
    };
  });
}
