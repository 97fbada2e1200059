import type { EngramBackend } from "@engram/backend";
import { checkTokenInputs, type TokenInputs } from "../check-token-batch.ts";
import type { NamedArray } from "../named-array.ts";
import type { SequenceClassifierConfig } from "../sequence-classifier-config.ts";
import { poolRows } from "./pool-rows.ts";
import { type SoftmaxHead, softmaxLayer } from "./softmax-layer.ts";

/** Compiled operations and their heap: what `createKernels` of @engram/kernels gives. */
export type Kernels = EngramBackend["kernels"];

/** Where the weights of one layer and direction lie in the heap. */
interface RunnerLstm {
  readonly kernel: number;
  readonly recurrentKernel: number;
  readonly bias: number;
  readonly inputSize: number;
}

/**
 * Runs a `SequenceClassifier` on the kernels alone, without TensorFlow.js: what a program that only predicts needs, and
 * a fraction of what it would have to load. The numbers are those of the model within float32 rounding.
 */
export class ClassifierRunner {
  readonly config: SequenceClassifierConfig;
  private readonly kernels: Kernels;
  private readonly arrays: Readonly<Record<string, NamedArray>>;
  private readonly blocks: number[] = [];
  private readonly embedding: number;
  /** [layer][direction] */
  private readonly lstms: readonly (readonly RunnerLstm[])[];

  /**
   * @param arrays the parameters by name, as `loadClassifierArrays` checked them; matrices are copied into the heap.
   * @throws RangeError when the heap has no room.
   */
  constructor(
    kernels: Kernels,
    config: SequenceClassifierConfig,
    arrays: Readonly<Record<string, NamedArray>>,
  ) {
    this.config = config;
    this.kernels = kernels;
    this.arrays = arrays;
    const { vocabularySize, embeddingSize, hiddenSizes, bidirectional } = config;
    const directions = bidirectional ? ["forward", "backward"] : ["forward"];
    try {
      this.embedding = embeddingSize === undefined ? 0 : this.copy("embedding");
      this.lstms = hiddenSizes.map((_, layer) =>
        directions.map((direction) => ({
          kernel: this.copy(`lstm.${layer}.${direction}.kernel`),
          recurrentKernel: this.copy(`lstm.${layer}.${direction}.recurrentKernel`),
          bias: this.copy(`lstm.${layer}.${direction}.bias`),
          inputSize:
            layer === 0 ? (embeddingSize ?? vocabularySize) : hiddenSizes[layer - 1] * directions.length,
        })),
      );
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * The probability of each class: [B,C] row-major.
   *
   * @throws RangeError when an id is not in [0, V), the sizes do not fit, or the heap has no room for the batch.
   */
  probabilities(batch: TokenInputs): Float32Array {
    const { kernel, bias } = this.head;
    return softmaxLayer(this.features(batch), batch.batchSize, kernel, bias);
  }

  /** What the output layer reads: the pooled vectors [B,F]. @throws RangeError as `probabilities` does. */
  features(batch: TokenInputs): Float32Array {
    checkTokenInputs(batch, this.config.vocabularySize, "ClassifierRunner.features");
    if (this.blocks.length === 0) {
      throw new Error("ClassifierRunner.features: expected a runner in use, got one that was disposed");
    }
    const { batchSize, sequenceLength } = batch;
    const lengths = batch.lengths ?? new Int32Array(batchSize).fill(sequenceLength);
    const scratch: number[] = [];
    const allocate = (count: number) => {
      const offset = this.kernels.heap.allocate(4 * count);
      scratch.push(offset);
      return offset;
    };
    try {
      return this.read({ ...batch, lengths }, allocate);
    } finally {
      for (const offset of scratch) this.kernels.heap.release(offset);
    }
  }

  /** The output layer: kernel [F,C] and bias [C]. */
  get head(): SoftmaxHead {
    return { kernel: this.floats("output.kernel"), bias: this.floats("output.bias") };
  }

  /** Frees the weights; the kernels stay. */
  dispose(): void {
    for (const offset of this.blocks.splice(0)) this.kernels.heap.release(offset);
  }

  /** The pooled vectors [B,F]. */
  private read(
    { inputs, batchSize, sequenceLength, lengths }: TokenInputs & { readonly lengths: Int32Array },
    allocate: (count: number) => number,
  ): Float32Array {
    const { heap } = this.kernels;
    const { vocabularySize, embeddingSize, hiddenSizes, pooling } = this.config;
    const steps = batchSize * sequenceLength;
    const ids = allocate(steps);
    heap.int32(ids, steps).set(inputs);
    const counts = allocate(batchSize);
    heap.int32(counts, batchSize).set(lengths);
    const distinct = embeddingSize === undefined ? undefined : distinctIds(inputs, vocabularySize);
    const isTabled = distinct !== undefined && 2 * distinct.ids.length <= steps;
    let input = { offset: 0, tokenIds: ids };
    if (embeddingSize !== undefined) {
      // Where tokens come again and again, the first layer's products are made once for each token.
      const count = isTabled ? distinct.ids.length : steps;
      const rows = allocate(count * embeddingSize);
      const table = { table: this.embedding, width: embeddingSize, vocabulary: vocabularySize };
      if (isTabled) {
        const read = allocate(count);
        heap.int32(read, count).set(distinct.ids);
        heap.int32(ids, steps).set(distinct.places);
        this.kernels.run("embeddingGather", { ...table, ids: read, output: rows, count });
        input = { offset: rows, tokenIds: ids };
      } else {
        this.kernels.run("embeddingGather", { ...table, ids, output: rows, count });
        input = { offset: rows, tokenIds: 0 };
      }
    }
    let halves: Float32Array[] = [];
    for (const [layer, hiddenSize] of hiddenSizes.entries()) {
      const outputs = this.lstms[layer].map(({ inputSize, ...weights }, direction) => {
        const output = allocate(steps * hiddenSize);
        const first =
          layer === 0 && isTabled
            ? this.products(
                input.offset,
                distinct.ids.length,
                inputSize,
                weights.kernel,
                hiddenSize,
                allocate,
              )
            : {};
        this.kernels.run("lstmForward", {
          ...weights,
          ...NOTHING,
          input: input.offset,
          tokenIds: input.tokenIds,
          lengths: counts,
          output,
          batch: batchSize,
          time: sequenceLength,
          inputSize,
          hiddenSize,
          reverse: direction,
          ...first,
        });
        return output;
      });
      // Views are made after the last allocation: growing the heap may have detached earlier ones.
      const joined =
        outputs.length === 1 ? outputs[0] : this.sideBySide(outputs, steps, hiddenSize, allocate);
      input = { offset: joined, tokenIds: 0 };
      halves = outputs.map((offset) => heap.float32(offset, steps * hiddenSize));
    }
    const query = pooling === "attention" ? this.floats("attention.query") : undefined;
    return poolRows(pooling, halves, { lengths, sequenceLength, query });
  }

  /** What each of N embeddings adds to the gates [N,4H], as the kernel of a layer that is given tokens. */
  private products(
    embeddings: number,
    count: number,
    inputSize: number,
    kernel: number,
    hiddenSize: number,
    allocate: (count: number) => number,
  ): { readonly input: number; readonly kernel: number; readonly inputSize: number } {
    const columns = 4 * hiddenSize;
    const table = allocate(count * columns);
    this.kernels.run("gemm", {
      ...PLAIN_PRODUCT,
      a: embeddings,
      b: kernel,
      c: table,
      rows: count,
      columns,
      inner: inputSize,
      aStride: inputSize,
      bStride: columns,
      cStride: columns,
    });
    return { input: 0, kernel: table, inputSize: count };
  }

  /** [N,2H] of two outputs [N,H]. */
  private sideBySide(
    outputs: readonly number[],
    steps: number,
    hiddenSize: number,
    allocate: (count: number) => number,
  ): number {
    const { heap } = this.kernels;
    const width = outputs.length * hiddenSize;
    const joined = allocate(steps * width);
    const to = heap.float32(joined, steps * width);
    for (const [index, offset] of outputs.entries()) {
      const from = heap.float32(offset, steps * hiddenSize);
      for (let step = 0; step < steps; step++) {
        to.set(from.subarray(step * hiddenSize, (step + 1) * hiddenSize), step * width + index * hiddenSize);
      }
    }
    return joined;
  }

  private floats(name: string): Float32Array {
    return this.arrays[name].data as Float32Array;
  }

  private copy(name: string): number {
    const values = this.floats(name);
    const offset = this.kernels.heap.allocate(values.byteLength);
    this.blocks.push(offset);
    this.kernels.heap.float32(offset, values.length).set(values);
    return offset;
  }
}

/** What `lstmForward` can do besides. */
const NOTHING = {
  ...{ initialHidden: 0, initialCell: 0, inputMask: 0, hiddenMask: 0, recurrentMask: 0 },
  ...{ finalHidden: 0, finalCell: 0, gates: 0, cells: 0 },
};

const PLAIN_PRODUCT = {
  ...{ bias: 0, transposeA: 0, transposeB: 0, accumulate: 0, activation: 0 },
  ...{ batches: 1, aBatchStride: 0, bBatchStride: 0, cBatchStride: 0 },
};

/** Each id of the inputs once, and for each input where its id stands among them. */
function distinctIds(inputs: Int32Array, vocabularySize: number): { ids: Int32Array; places: Int32Array } {
  const placeOf = new Int32Array(vocabularySize).fill(-1);
  const ids: number[] = [];
  const places = inputs.map((id) => {
    if (placeOf[id] < 0) placeOf[id] = ids.push(id) - 1;
    return placeOf[id];
  });
  return { ids: Int32Array.from(ids), places };
}
