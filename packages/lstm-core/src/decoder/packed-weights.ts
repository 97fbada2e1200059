import type { EngramBackend } from "@engram/backend";
import * as tf from "@tensorflow/tfjs-core";
import type { LanguageModelConfig } from "../language-model-config.ts";
import type { Parameters } from "../parameters.ts";
import { HeapBlocks } from "./heap-blocks.ts";

/** The config and the parameters of a language model. */
export interface WeightSource {
  readonly config: LanguageModelConfig;
  readonly parameters: Parameters;
}

/** Where a packed matrix lies in the heap; `scales` is 0 for float32. */
interface PackedMatrix {
  readonly weights: number;
  readonly scales: number;
}

/** The offsets of what `decodeLayer` reads and does not change. */
export interface PackedLayer {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly start: number;
  readonly embedding: number;
  readonly input: PackedMatrix;
  readonly recurrent: PackedMatrix;
}

/** The packed form takes whole blocks: at most so many columns more. */
const MOST_PADDING = 128;
/** What a vocabulary may have for E x 4H products of all its tokens to be made beforehand. */
const MOST_TABLE_ROWS = 1024;
const NONE: PackedMatrix = { weights: 0, scales: 0 };

/**
 * A language model's weights, copied and laid out for products with one vector. They are freed when each user
 * has released them; who makes them is the first.
 */
export class PackedWeights {
  readonly source: WeightSource;
  readonly int8: boolean;
  readonly layers: readonly PackedLayer[];
  readonly output: PackedMatrix;
  readonly outputBias: number;
  readonly roundingErrors: Record<string, number> = {};
  private readonly backend: EngramBackend;
  private readonly blocks: HeapBlocks;
  private users = 1;

  /** @throws RangeError where the heap is full. */
  constructor(backend: EngramBackend, source: WeightSource, int8: boolean) {
    this.backend = backend;
    this.source = source;
    this.int8 = int8;
    this.blocks = new HeapBlocks(backend);
    try {
      const { hiddenSizes, tiedOutput } = source.config;
      this.layers = hiddenSizes.map((_, layer) =>
        layer === 0 ? this.firstLayer() : this.laterLayer(layer, hiddenSizes[layer - 1]),
      );
      this.output = this.pack(tiedOutput ? "embedding" : "output.kernel", { transposed: tiedOutput });
      this.outputBias = this.blocks.copyOf(this.parameter("output.bias"));
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** One user more. */
  retain(): this {
    this.users++;
    return this;
  }

  release(): void {
    if (--this.users === 0) this.blocks.release();
  }

  /** The input's part of a token is a row of a table where that is worth it, and always of one-hot vectors. */
  private firstLayer(): PackedLayer {
    const { embeddingSize, vocabularySize } = this.source.config;
    if (embeddingSize !== undefined && vocabularySize > MOST_TABLE_ROWS) {
      const embedding = this.blocks.copyOf(this.parameter("embedding"));
      return { ...this.laterLayer(0, embeddingSize), embedding };
    }
    const table = tf.tidy(() => {
      const kernel = this.parameter("lstm.0.forward.kernel") as tf.Tensor2D;
      const inputs =
        embeddingSize === undefined ? kernel : tf.matMul(this.parameter("embedding") as tf.Tensor2D, kernel);
      return tf.add(inputs, this.parameter("lstm.0.forward.bias"));
    });
    try {
      return { ...this.anyLayer(0), start: this.blocks.copyOf(table), input: NONE, inputSize: 0 };
    } finally {
      table.dispose();
    }
  }

  private laterLayer(layer: number, inputSize: number): PackedLayer {
    return {
      ...this.anyLayer(layer),
      start: this.blocks.copyOf(this.parameter(`lstm.${layer}.forward.bias`)),
      input: this.pack(`lstm.${layer}.forward.kernel`, { gated: true }),
      inputSize,
    };
  }

  private anyLayer(layer: number) {
    const recurrent = this.pack(`lstm.${layer}.forward.recurrentKernel`, { gated: true });
    return { recurrent, embedding: 0, hiddenSize: this.source.config.hiddenSizes[layer] };
  }

  private parameter(name: string): tf.Tensor {
    return this.source.parameters[name];
  }

  private pack(name: string, { gated = false, transposed = false }): PackedMatrix {
    const matrix = this.parameter(name);
    const [height, width] = matrix.shape;
    const [rows, columns] = transposed ? [width, height] : [height, width];
    const { kernels } = this.backend;
    const padded = (rows + 1) * (columns + MOST_PADDING);
    const weights = this.blocks.allocate(this.int8 ? Math.ceil(padded / 4) : padded);
    const scales = this.int8 ? this.blocks.allocate(columns) : 0;
    const errors = new HeapBlocks(this.backend);
    try {
      const squaredErrors = this.int8 ? errors.allocate(columns) : 0;
      const source = this.backend.offsetOf(matrix);
      kernels.run("packMatrix", {
        ...{ source, packed: weights, scales, errors: squaredErrors, rows, columns },
        rowStride: transposed ? 1 : width,
        columnStride: transposed ? width : 1,
        gated: gated ? 1 : 0,
      });
      if (this.int8) {
        const missed = sum(kernels.heap.float32(squaredErrors, columns));
        const all = sumOfSquares(kernels.heap.float32(source, matrix.size));
        this.roundingErrors[name] = all === 0 ? 0 : Math.sqrt(missed / all);
      }
    } finally {
      errors.release();
    }
    return { weights, scales };
  }
}

function sum(values: Float32Array): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index];
  return total;
}

function sumOfSquares(values: Float32Array): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index] * values[index];
  return total;
}
