import { adam, type BatchStream, type Trainable, Trainer } from "@engram/trainer";

/** A training run of @engram/trainer, exactly as a program would have it, that goes on only as far as it is let. */
export class TrainingGate<Batch> {
  private allowed = 0;
  private losses: number[] = [];
  private open: (() => void) | undefined;
  private arrived: (() => void) | undefined;
  private readonly run: Promise<unknown>;

  /** @param batches are gone round in, again and again. */
  constructor(model: Trainable<Batch>, batches: readonly Batch[], learningRate: number) {
    const trainer = new Trainer(model, endless(batches), {
      optimizer: adam(),
      learningRate,
      clipNorm: Number.POSITIVE_INFINITY,
      maxSteps: Number.MAX_SAFE_INTEGER,
      saveEverySeconds: Number.MAX_SAFE_INTEGER,
      checkpoints: { save: async () => {}, load: async () => undefined },
      observers: [{ onStart: () => this.pause(), onStep: ({ loss }) => this.count(loss) }],
    });
    this.run = trainer.run();
  }

  /** Takes so many steps. @returns their losses. */
  async steps(count: number): Promise<number[]> {
    this.losses = [];
    this.allowed = count;
    const arrival = new Promise<void>((resolve) => {
      this.arrived = resolve;
    });
    this.open?.();
    await Promise.race([arrival, this.run]);
    return this.losses;
  }

  private async count(loss: number): Promise<void> {
    this.losses.push(loss);
    if (this.losses.length < this.allowed) return;
    const waiting = this.pause();
    this.arrived?.();
    await waiting;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      this.open = resolve;
    });
  }
}

/** One epoch without end, so that no step has the work of an epoch's end to do. */
function endless<Batch>(batches: readonly Batch[]): BatchStream<Batch> {
  return {
    batchesPerEpoch: Number.MAX_SAFE_INTEGER,
    position: () => 0,
    restore() {},
    async *[Symbol.asyncIterator]() {
      for (let index = 0; ; index++) yield batches[index % batches.length];
    },
  };
}
