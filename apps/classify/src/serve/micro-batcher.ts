/** What is asked of a model in one call: results in the order of the texts. */
export type PredictTexts<Result> = (texts: readonly string[]) => Promise<readonly Result[]>;

export interface MicroBatcherOptions {
  /** Texts of one model call, at most. */
  readonly batchTexts: number;
  /** How long the first text of an idle batcher waits for others. */
  readonly waitMilliseconds: number;
  /** Texts that wait, at most: more are refused. */
  readonly queueTexts: number;
  /** Is told of each model call when it is done. */
  readonly onBatch?: (texts: number, seconds: number) => void;
}

/** Thrown when as many texts wait as may wait. */
export class QueueFullError extends Error {
  override readonly name = "QueueFullError";
  /** When it is worth trying again. */
  readonly retryAfterSeconds: number;

  constructor(waiting: number, retryAfterSeconds: number) {
    super(`expected room in the queue, got ${waiting} texts that wait already`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface Entry<Result> {
  readonly text: string;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** How much the newest model call counts for the time that a text is expected to take. */
const NEWEST_SHARE = 0.2;

/**
 * Collects texts of concurrent requests into one model call at a time: a recurrent network reads 32 texts in about the
 * time that it takes for one, since for both it goes through all its weights at each token.
 *
 * The queue is bounded; what is aborted while it waits never reaches the model.
 */
export class MicroBatcher<Result> {
  private readonly predict: PredictTexts<Result>;
  private readonly options: MicroBatcherOptions;
  private queue: Entry<Result>[] = [];
  private running: Promise<void> | undefined;
  private secondsPerText = 0;

  constructor(predict: PredictTexts<Result>, options: MicroBatcherOptions) {
    this.predict = predict;
    this.options = options;
  }

  /** Texts that wait. */
  get waiting(): number {
    return this.queue.length;
  }

  /**
   * The model's results for the texts of one request.
   *
   * @throws QueueFullError when they do not all fit into the queue, and what `signal` was aborted with.
   */
  async add(texts: readonly string[], signal: AbortSignal): Promise<Result[]> {
    signal.throwIfAborted();
    const { waiting, options, secondsPerText } = this;
    if (waiting + texts.length > options.queueTexts) {
      throw new QueueFullError(waiting, Math.max(1, Math.ceil(waiting * secondsPerText)));
    }
    const own = new Set<Entry<Result>>();
    const results = texts.map(
      (text) =>
        new Promise<Result>((resolve, reject) => {
          own.add({ text, resolve, reject });
        }),
    );
    const abort = () => {
      this.queue = this.queue.filter((entry) => !own.has(entry));
      for (const { reject } of own) reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    this.queue.push(...own);
    this.running ??= this.run();
    try {
      return await Promise.all(results);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Resolves when nothing waits or runs. */
  async idle(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  private async run(): Promise<void> {
    const { batchTexts, waitMilliseconds } = this.options;
    await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
    while (this.queue.length > 0) await this.runBatch(this.queue.splice(0, batchTexts));
    this.running = undefined;
  }

  private async runBatch(batch: readonly Entry<Result>[]): Promise<void> {
    const startedAt = performance.now();
    try {
      const results = await this.predict(batch.map(({ text }) => text));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    this.secondsPerText += NEWEST_SHARE * (seconds / batch.length - this.secondsPerText);
    this.options.onBatch?.(batch.length, seconds);
  }
}
