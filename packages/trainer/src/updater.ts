import { BatchCursor } from "./batch-cursor.ts";
import type { BatchStream } from "./batch-stream.ts";
import { CarriedState } from "./carried-state.ts";
import { requireNumber } from "./check.ts";
import { GradientSum, type StepNumbers } from "./gradient-sum.ts";
import { NonFiniteError } from "./non-finite-error.ts";
import type { Optimizer, OptimizerRecipe } from "./optimizer.ts";
import type { RunState } from "./run-state.ts";
import type { Trainable } from "./trainable.ts";

export interface UpdaterOptions {
  readonly optimizer: OptimizerRecipe;
  readonly clipNorm: number;
  readonly accumulate: number;
  readonly seed: number;
  readonly rateFactor: (name: string) => number;
}

/** Takes batches, differentiates, clips and updates: one step at a time. */
export class Updater<Batch> {
  readonly cursor: BatchCursor<Batch>;
  readonly optimizer: Optimizer;
  readonly carried = new CarriedState();
  private readonly options: UpdaterOptions;
  private readonly gradients: GradientSum<Batch>;
  private readonly rateFactors: Readonly<Record<string, number>>;

  constructor(model: Trainable<Batch>, batches: BatchStream<Batch>, options: UpdaterOptions) {
    this.rateFactors = rateFactorsOf(Object.keys(model.parameters), options.rateFactor);
    const trained = Object.fromEntries(
      Object.entries(model.parameters).filter(
        ([name, parameter]) => parameter.trainable && this.rateFactors[name] > 0,
      ),
    );
    if (Object.keys(trained).length === 0) {
      throw new RangeError("Trainer: expected a parameter that is trained, got none");
    }
    this.options = options;
    this.cursor = new BatchCursor(batches);
    this.optimizer = options.optimizer.bind(trained);
    this.gradients = new GradientSum(model, trained, options.accumulate > 1);
  }

  /**
   * Does one update and counts it in `state`.
   *
   * @returns no numbers when the epoch ended before a batch with targets came; nothing was updated then.
   * @throws NonFiniteError before anything is updated.
   */
  async update(
    state: RunState,
    learningRate: number,
  ): Promise<{ numbers: StepNumbers | undefined; endsEpoch: boolean }> {
    try {
      const endsEpoch = await this.gather(state);
      if (this.gradients.size === 0) return { numbers: undefined, endsEpoch };
      const numbers = await this.gradients.read();
      requireFinite(numbers, state.step + 1);
      this.apply(numbers, state.step + 1, learningRate);
      state.step++;
      state.targets += numbers.count;
      state.epochNats += numbers.loss * numbers.count;
      state.epochTargets += numbers.count;
      return { numbers, endsEpoch };
    } finally {
      this.gradients.reset();
    }
  }

  dispose(): void {
    this.carried.clear();
    this.optimizer.dispose();
  }

  /** @returns whether the epoch ended with the last batch. */
  private async gather(state: RunState): Promise<boolean> {
    const { seed, accumulate } = this.options;
    let endsEpoch = false;
    while (this.gradients.size < accumulate && !endsEpoch) {
      const next = await this.cursor.next();
      if (startsStream(next.batch)) this.carried.clear();
      this.gradients.add(next.batch, this.carried, { training: true, seed, step: state.batches });
      state.batches++;
      endsEpoch = next.endsEpoch;
    }
    state.intoEpoch = this.cursor.intoEpoch;
    if (endsEpoch) state.epoch++;
    return endsEpoch;
  }

  private apply({ gradientNorm }: StepNumbers, update: number, learningRate: number): void {
    // The 1e-6 is that of torch.nn.utils.clip_grad_norm_.
    const clip = Math.min(1, this.options.clipNorm / (gradientNorm + 1e-6));
    this.optimizer.update(this.gradients.gradients, {
      learningRate,
      update,
      gradientScale: this.gradients.meanScale * clip,
      rateFactors: this.rateFactors,
    });
  }
}

function rateFactorsOf(names: readonly string[], rateFactor: (name: string) => number) {
  const factors = Object.fromEntries(names.map((name) => [name, rateFactor(name)]));
  for (const [name, factor] of Object.entries(factors)) {
    requireNumber(`Trainer: rateFactor of ${name}`, factor, { from: 0 });
  }
  return factors;
}

function startsStream(batch: unknown): boolean {
  return (
    typeof batch === "object" && batch !== null && "startsStream" in batch && batch.startsStream === true
  );
}

function requireFinite({ loss, gradientNorm }: StepNumbers, step: number): void {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return;
  throw new NonFiniteError(
    `Trainer: expected a finite loss and gradient norm at step ${step}, got ${loss} and ${gradientNorm}; ` +
      `the parameters are those of step ${step - 1} and the saved checkpoints stay`,
    step,
  );
}
