import type { EngramBackend } from "@engram/backend";
import * as tf from "@tensorflow/tfjs-core";
import { checkTokenIds } from "../check-token-batch.ts";
import type { LstmState } from "../lstm-state.ts";
import { checkDecoderState } from "./check-decoder-state.ts";
import type { Decoder } from "./decoder.ts";
import { DecoderRows } from "./decoder-rows.ts";
import { expectRows } from "./expect-rows.ts";
import type { PackedWeights } from "./packed-weights.ts";

/** A step has a phase for each layer and one for the output, of the 16 that a command may have. */
export const MOST_LAYERS = 15;

/** A decoder on the kernels of the backend `engram`. */
export class KernelDecoder implements Decoder {
  private readonly backend: EngramBackend;
  private readonly packed: PackedWeights;
  private rows: DecoderRows;

  /**
   * @param packed taken over, or released where the heap is full.
   * @throws RangeError where the heap is full.
   */
  constructor(backend: EngramBackend, packed: PackedWeights, batchSize: number) {
    this.backend = backend;
    this.packed = packed;
    try {
      this.rows = new DecoderRows(backend, packed, batchSize);
    } catch (error) {
      packed.release();
      throw error;
    }
    for (const numbers of this.numbers()) numbers.fill(0);
  }

  get batchSize(): number {
    return this.rows.batchSize;
  }

  get weights(): "float32" | "int8" {
    return this.packed.int8 ? "int8" : "float32";
  }

  get roundingErrors(): Readonly<Record<string, number>> {
    return this.packed.roundingErrors;
  }

  get hidden(): Float32Array {
    const { hidden } = this.rows.views;
    return hidden[hidden.length - 1];
  }

  step(tokenIds: number | ArrayLike<number>): Float32Array {
    const { rows } = this;
    const { vocabularySize } = this.packed.source.config;
    if (typeof tokenIds === "number") {
      expectRows(1, rows.batchSize);
      if (!(Number.isInteger(tokenIds) && tokenIds >= 0 && tokenIds < vocabularySize)) {
        checkTokenIds([tokenIds], vocabularySize, "Decoder.step");
      }
      rows.views.tokenIds[0] = tokenIds;
    } else {
      expectRows(tokenIds.length, rows.batchSize);
      checkTokenIds(tokenIds, vocabularySize, "Decoder.step");
      rows.views.tokenIds.set(tokenIds);
    }
    rows.step();
    return rows.views.logits;
  }

  state(): LstmState {
    const copies = this.numbers().map((numbers) =>
      tf.tensor2d(numbers.slice(), [this.batchSize, numbers.length / this.batchSize]),
    );
    const layers = copies.length / 2;
    return copies.slice(0, layers).map((hidden, layer) => ({ hidden, cell: copies[layers + layer] }));
  }

  setState(state: LstmState): void {
    const batchSize = checkDecoderState(state, this.packed.source.config.hiddenSizes);
    const given = [...state.map(({ hidden }) => hidden), ...state.map(({ cell }) => cell)];
    const values = given.map((tensor) => tensor.dataSync());
    this.resize(batchSize);
    for (const [index, numbers] of this.numbers().entries()) numbers.set(values[index]);
  }

  select(rows: readonly number[]): void {
    const before = this.numbers().map((numbers) => numbers.slice());
    const { batchSize } = this;
    this.resize(rows.length);
    for (const [index, numbers] of this.numbers().entries()) {
      const size = before[index].length / batchSize;
      for (const [place, row] of rows.entries()) {
        numbers.set(before[index].subarray(row * size, (row + 1) * size), place * size);
      }
    }
  }

  fork(): KernelDecoder {
    const copy = new KernelDecoder(this.backend, this.packed.retain(), this.batchSize);
    const numbers = this.numbers();
    for (const [index, copied] of copy.numbers().entries()) copied.set(numbers[index]);
    return copy;
  }

  dispose(): void {
    this.rows.dispose();
    this.packed.release();
  }

  /** The hidden state [B,H] of each layer, then the cells. */
  private numbers(): Float32Array[] {
    const { hidden, cell } = this.rows.views;
    return [...hidden, ...cell];
  }

  /** What the rows hold afterwards is undefined where their number changes. */
  private resize(batchSize: number): void {
    if (batchSize === this.batchSize) return;
    const rows = new DecoderRows(this.backend, this.packed, batchSize);
    this.rows.dispose();
    this.rows = rows;
  }
}
