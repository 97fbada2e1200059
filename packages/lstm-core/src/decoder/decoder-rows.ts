import type { EngramBackend } from "@engram/backend";
import { HeapBlocks } from "./heap-blocks.ts";
import type { PackedWeights } from "./packed-weights.ts";

/** Views of the heap, valid until a memory that is not shared grows. */
interface RowViews {
  /** [B]. */
  readonly tokenIds: Int32Array;
  /** First the number of the step; the rest is the kernels'. */
  readonly steps: Int32Array;
  /** [B,V]. */
  readonly logits: Float32Array;
  /** [B,H] of each layer. */
  readonly hidden: readonly Float32Array[];
  readonly cell: readonly Float32Array[];
}

/** The state and the logits of B rows in the heap, and the step that changes them, written down once. */
export class DecoderRows {
  readonly batchSize: number;
  private readonly blocks: HeapBlocks;
  private readonly makeViews: () => RowViews;
  private readonly prepared: readonly ReturnType<EngramBackend["kernels"]["prepare"]>[];
  private current: RowViews;

  /** @throws RangeError where the heap is full. */
  constructor(backend: EngramBackend, weights: PackedWeights, batchSize: number) {
    this.batchSize = batchSize;
    this.blocks = new HeapBlocks(backend);
    const { kernels } = backend;
    const { vocabularySize } = weights.source.config;
    const { heap } = kernels;
    const { blocks } = this;
    const prepared: ReturnType<EngramBackend["kernels"]["prepare"]>[] = [];
    this.prepared = prepared;
    try {
      const sizes = weights.layers.map(({ hiddenSize }) => batchSize * hiddenSize);
      const [hidden, cell, nextHidden] = Array.from({ length: 3 }, () =>
        sizes.map((size) => blocks.allocate(size)),
      );
      const tokenIds = blocks.allocate(batchSize);
      const stepsLength = 1 + 2 * (sizes.length + 1) * kernels.threads;
      const steps = blocks.allocate(stepsLength);
      const logits = blocks.allocate(batchSize * vocabularySize);
      for (const [layer, packed] of weights.layers.entries()) {
        prepared.push(
          kernels.prepare("decodeLayer", {
            tokenIds: layer === 0 ? tokenIds : 0,
            start: packed.start,
            input: layer === 0 ? packed.embedding : nextHidden[layer - 1],
            inputWeights: packed.input.weights,
            inputScales: packed.input.scales,
            recurrentWeights: packed.recurrent.weights,
            recurrentScales: packed.recurrent.scales,
            hidden: hidden[layer],
            cell: cell[layer],
            nextHidden: nextHidden[layer],
            batch: batchSize,
            inputSize: packed.inputSize,
            hiddenSize: packed.hiddenSize,
          }),
        );
      }
      const layers = blocks.allocate(prepared.length);
      heap.int32(layers, prepared.length).set(prepared.map(({ argumentsOffset }) => argumentsOffset));
      prepared.push(
        kernels.prepare("decodeStep", {
          layers,
          outputWeights: weights.output.weights,
          outputScales: weights.output.scales,
          outputBias: weights.outputBias,
          logits,
          steps,
          layerCount: sizes.length,
          vocabularySize,
        }),
      );
      this.makeViews = () => ({
        tokenIds: heap.int32(tokenIds, batchSize),
        steps: heap.int32(steps, stepsLength),
        logits: heap.float32(logits, batchSize * vocabularySize),
        hidden: hidden.map((offset, layer) => heap.float32(offset, sizes[layer])),
        cell: cell.map((offset, layer) => heap.float32(offset, sizes[layer])),
      });
    } catch (error) {
      this.dispose();
      throw error;
    }
    this.current = this.makeViews();
    this.current.tokenIds.fill(0);
    this.current.steps.fill(0);
  }

  get views(): RowViews {
    // A view that growth has detached has no numbers.
    if (this.current.tokenIds.length === 0) this.current = this.makeViews();
    return this.current;
  }

  /** Reads the token ids that stand in `views`. */
  step(): void {
    this.views.steps[0]++;
    this.prepared[this.prepared.length - 1].run();
  }

  dispose(): void {
    for (const operation of this.prepared) operation.dispose();
    this.blocks.release();
  }
}
