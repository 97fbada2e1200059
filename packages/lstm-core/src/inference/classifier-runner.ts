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
    let input = { offset: 0, tokenIds: ids };
    if (embeddingSize !== undefined) {
      const output = allocate(steps * embeddingSize);
      const table = { table: this.embedding, width: embeddingSize, vocabulary: vocabularySize };
      this.kernels.run("embeddingGather", { ...table, ids, output, count: steps });
      input = { offset: output, tokenIds: 0 };
    }
    let halves: Float32Array[] = [];
    for (const [layer, hiddenSize] of hiddenSizes.entries()) {
      const outputs = this.lstms[layer].map(({ inputSize, ...weights }, direction) => {
        const output = allocate(steps * hiddenSize);
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
