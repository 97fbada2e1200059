import type { EngramBackend } from "@engram/backend";
import * as tf from "@tensorflow/tfjs-core";
import { checkTokenIds } from "../check-token-batch.ts";
import type { LstmState } from "../lstm-state.ts";
import { checkDecoderState } from "./check-decoder-state.ts";
import type { Decoder, DecoderOptions } from "./decoder.ts";
import { DecoderRows } from "./decoder-rows.ts";
import { expectRows } from "./expect-rows.ts";
import type { WeightSource } from "./packed-weights.ts";
import { shareWeights } from "./shared-weights.ts";

/** A step has a phase for each layer and one for the output, of the 16 that a command may have. */
export const MOST_LAYERS = 15;

/** A decoder on the kernels of the backend `engram`. */
export class KernelDecoder implements Decoder {
  readonly weights: "float32" | "int8";
  private readonly backend: EngramBackend;
  private readonly source: WeightSource;
  private readonly shared: ReturnType<typeof shareWeights>;
  private rows: DecoderRows;

  /** @throws RangeError where the heap is full. */
  constructor(
    backend: EngramBackend,
    source: WeightSource,
    { batchSize, weights }: Required<DecoderOptions>,
  ) {
    this.backend = backend;
    this.source = source;
    this.weights = weights;
    this.shared = shareWeights(backend, source, weights === "int8");
    try {
      this.rows = this.newRows(batchSize);
    } catch (error) {
      this.shared.release();
      throw error;
    }
    const { hidden, cell } = this.rows.views;
    for (const numbers of [...hidden, ...cell]) numbers.fill(0);
  }

  get batchSize(): number {
    return this.rows.batchSize;
  }

  get roundingErrors(): Readonly<Record<string, number>> {
    return this.shared.weights.roundingErrors;
  }

  get hidden(): Float32Array {
    const { hidden } = this.rows.views;
    return hidden[hidden.length - 1];
  }

  step(tokenIds: number | ArrayLike<number>): Float32Array {
    const { rows } = this;
    const { vocabularySize } = this.source.config;
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
    const { hidden, cell } = this.rows.views;
    const copies = [hidden, cell].map((layers) => layers.map((numbers) => numbers.slice()));
    return copies[0].map((numbers, layer) => {
      const shape: [number, number] = [this.batchSize, numbers.length / this.batchSize];
      return { hidden: tf.tensor2d(numbers, shape), cell: tf.tensor2d(copies[1][layer], shape) };
    });
  }

  setState(state: LstmState): void {
    const batchSize = checkDecoderState(state, this.source.config.hiddenSizes);
    const numbers = state.map(({ hidden, cell }) => [hidden.dataSync(), cell.dataSync()]);
    this.resize(batchSize);
    const { hidden, cell } = this.rows.views;
    for (const [layer, [newHidden, newCell]] of numbers.entries()) {
      hidden[layer].set(newHidden);
      cell[layer].set(newCell);
    }
  }

  select(rows: readonly number[]): void {
    const before = [...this.rows.views.hidden, ...this.rows.views.cell].map((numbers) => numbers.slice());
    const { batchSize } = this;
    this.resize(rows.length);
    const after = [...this.rows.views.hidden, ...this.rows.views.cell];
    for (const [index, numbers] of after.entries()) {
      const size = before[index].length / batchSize;
      for (const [place, row] of rows.entries()) {
        numbers.set(before[index].subarray(row * size, (row + 1) * size), place * size);
      }
    }
  }

  dispose(): void {
    this.rows.dispose();
    this.shared.release();
  }

  private newRows(batchSize: number): DecoderRows {
    return new DecoderRows(this.backend, this.shared.weights, this.source.config.vocabularySize, batchSize);
  }

  /** What the rows hold afterwards is undefined where their number changes. */
  private resize(batchSize: number): void {
    if (batchSize === this.batchSize) return;
    const rows = this.newRows(batchSize);
    this.rows.dispose();
    this.rows = rows;
  }
}
