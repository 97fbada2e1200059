import {
  type FeatureExamples,
  FeedbackClassifier,
  type Prediction,
  type TextClassifier,
} from "@engram/classification/inference";
import type { FeedbackStore } from "./feedback-store.ts";
import { filterText, type MessageOptions, type SpamMessage } from "./filter-text.ts";

export type SpamLabel = "spam" | "ham";

/** What a filter says of a message. */
export interface SpamPrediction extends Prediction {
  readonly label: SpamLabel;
}

export interface SpamFilterOptions {
  /** Where corrections are kept. */
  readonly store: FeedbackStore;
  /** Names the classifier's encoder; corrections for another one are refused. */
  readonly encoder: string;
  /** Training mails, so that corrections make nothing forgotten. */
  readonly replay: FeatureExamples;
}

/** A spam classifier with corrections, which change its output layer alone. */
export class SpamFilter {
  /** As it was shipped, without corrections, for texts of `mailText` and `messageText`. */
  readonly classifier: TextClassifier;
  private readonly options: SpamFilterOptions;
  private corrected: Promise<FeedbackClassifier> | undefined;
  private lastChange: Promise<unknown> = Promise.resolve();

  /** @param classifier of the classes spam and ham; the filter disposes it. */
  constructor(classifier: TextClassifier, options: SpamFilterOptions) {
    this.classifier = classifier;
    this.options = options;
  }

  /**
   * What the messages are, in their order.
   *
   * @throws TypeError for what is no message; Error that names the store when what is kept cannot be used.
   */
  async predict(messages: readonly SpamMessage[], options?: MessageOptions): Promise<SpamPrediction[]> {
    const texts = await Promise.all(messages.map((message) => filterText(message, options)));
    const predictions = await (await this.load()).predict(texts);
    return predictions as SpamPrediction[];
  }

  /**
   * Takes a correction in, or a confirmation: the output layer is found anew from all that are kept. Those that other
   * processes have kept in the meantime count from now on, too.
   *
   * @returns when the correction is safe in the store, which holds what the output layer reads of the message, not its
   *   text.
   * @throws TypeError and Error as `predict`; RangeError for a label that is neither "spam" nor "ham".
   */
  async learn(message: SpamMessage, label: SpamLabel, options?: MessageOptions): Promise<void> {
    const text = await filterText(message, options);
    await this.inTurn(async () => {
      let next: FeedbackClassifier | undefined;
      await this.options.store.update((stored) => {
        next = this.withFeedback(stored);
        next.learn(text, label);
        return next.feedback();
      });
      if (next !== undefined) this.corrected = Promise.resolve(next);
    });
  }

  /** Drops all corrections, also those that cannot be read: the filter is as it was shipped. */
  async forget(): Promise<void> {
    await this.inTurn(async () => {
      await this.options.store.clear();
      this.corrected = Promise.resolve(this.withFeedback(undefined));
    });
  }

  /** Frees the classifier. */
  dispose(): void {
    this.classifier.dispose();
  }

  private load(): Promise<FeedbackClassifier> {
    this.corrected ??= this.options.store.load().then((stored) => this.withFeedback(stored));
    const loading = this.corrected;
    loading.catch(() => {
      if (this.corrected === loading) this.corrected = undefined;
    });
    return loading;
  }

  private withFeedback(feedback: unknown): FeedbackClassifier {
    const { encoder, replay, store } = this.options;
    try {
      return new FeedbackClassifier(this.classifier, { encoder, replay, feedback });
    } catch (cause) {
      throw new Error(
        `SpamFilter: ${store.name ?? "stored corrections"}: ${(cause as Error).message}; forget() drops all corrections`,
        { cause },
      );
    }
  }

  /** One change after the other, as they were asked for. */
  private inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.lastChange.then(change);
    this.lastChange = done.catch(() => {});
    return done;
  }
}
