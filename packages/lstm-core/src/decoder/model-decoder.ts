import * as tf from "@tensorflow/tfjs-core";
import { cloneState, disposeState, type LstmState } from "../lstm-state.ts";
import { tidy } from "../tidy.ts";
import { checkDecoderState } from "./check-decoder-state.ts";
import type { Decoder, DecoderModel } from "./decoder.ts";
import { expectRows } from "./expect-rows.ts";

/** A decoder that takes the model's own steps, on whichever backend. */
export class ModelDecoder implements Decoder {
  readonly weights = "float32";
  readonly roundingErrors = {};
  private readonly model: DecoderModel;
  private current: LstmState;

  /** @param state taken over. */
  constructor(model: DecoderModel, state: LstmState) {
    this.model = model;
    this.current = keepState(state);
  }

  get batchSize(): number {
    return this.current[0].hidden.shape[0];
  }

  get hidden(): Float32Array {
    return this.current[this.current.length - 1].hidden.dataSync() as Float32Array;
  }

  step(tokenIds: number | ArrayLike<number>): Float32Array {
    const ids = typeof tokenIds === "number" ? [tokenIds] : tokenIds;
    expectRows(ids.length, this.batchSize);
    const { logits, hidden, state } = this.model.step(ids, this.current);
    this.replace(state);
    const values = logits.dataSync() as Float32Array;
    tf.dispose([logits, hidden]);
    return values;
  }

  state(): LstmState {
    return cloneState(this.current);
  }

  setState(state: LstmState): void {
    checkDecoderState(state, this.model.config.hiddenSizes);
    this.replace(cloneState(state));
  }

  select(rows: readonly number[]): void {
    const selected = tidy(() => {
      const indices = tf.tensor1d([...rows], "int32");
      return this.current.map(({ hidden, cell }) => ({
        hidden: tf.gather(hidden, indices),
        cell: tf.gather(cell, indices),
      }));
    });
    this.replace(selected);
  }

  fork(): ModelDecoder {
    return new ModelDecoder(this.model, this.state());
  }

  dispose(): void {
    this.replace([]);
  }

  private replace(state: LstmState): void {
    disposeState(this.current);
    this.current = keepState(state);
  }
}

/** A decoder's state outlasts a `tf.tidy` in which it steps. */
function keepState(state: LstmState): LstmState {
  for (const { hidden, cell } of state) {
    tf.keep(hidden);
    tf.keep(cell);
  }
  return state;
}
