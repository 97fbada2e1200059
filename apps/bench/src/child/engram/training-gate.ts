import { adam, type BatchStream, type Trainable, Trainer } from "@engram/trainer";

export interface GateOptions {
  readonly learningRate: number;
  /** Infinity never clips. */
  readonly clipNorm: number;
}

/** A training run of @engram/trainer that goes on only as far as it is let. */
export class TrainingGate<Batch> {
  private readonly interruption = new AbortController();
  private allowed = 0;
  private losses: number[] = [];
  private open: (() => void) | undefined;
  private arrived: (() => void) | undefined;
  private readonly run: Promise<unknown>;

  constructor(model: Trainable<Batch>, batches: BatchStream<Batch>, { learningRate, clipNorm }: GateOptions) {
    const trainer = new Trainer(model, batches, {
      optimizer: adam(),
      learningRate,
      clipNorm,
      maxSteps: Number.MAX_SAFE_INTEGER,
      saveEverySeconds: Number.MAX_SAFE_INTEGER,
      checkpoints: { save: async () => {}, load: async () => undefined },
      observers: [{ onStart: () => this.pause(), onStep: ({ loss }) => this.count(loss) }],
    });
    const { signal } = this.interruption;
    this.run = trainer.run({ signal });
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

  /** Lets the run end. */
  close(): void {
    this.interruption.abort();
    this.open?.();
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
