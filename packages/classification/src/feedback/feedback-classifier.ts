import type { SoftmaxHead } from "@engram/lstm-core/inference";
import { type Prediction, TextClassifier } from "../text-classifier.ts";
import { prepareText } from "../text-preparation.ts";
import { FeedbackModel } from "./feedback-model.ts";
import { heedCorrections } from "./heed-corrections.ts";
import { type FeatureExamples, learnHead } from "./learn-head.ts";

/** A text that somebody gave a label: plain JSON, without the text. */
export interface FeedbackExample {
  /** Names the text: the same one taught again replaces what it was. */
  readonly key: string;
  readonly label: string;
  /** [F] as the output layer sees it, little-endian float32 in base64. */
  readonly features: string;
}

/** All that was learnt: plain JSON. */
export interface Feedback {
  readonly format: "engram-feedback";
  readonly version: 1;
  /** Of the encoder that made the features; feedback of another one says nothing here. */
  readonly encoder: string;
  readonly examples: readonly FeedbackExample[];
}

export interface FeedbackClassifierOptions {
  /** Names the model, such as the hash of its files. */
  readonly encoder: string;
  /** Texts of the training, so that learning forgets nothing: some hundred of each class. */
  readonly replay: FeatureExamples;
  /** What was learnt before, as `feedback` gave it. */
  readonly feedback?: unknown;
}

/** More is not kept: the oldest goes. */
const MOST_EXAMPLES = 500;

/**
 * A classifier that learns from single corrections, and heeds each at once: only its output layer changes, and is found
 * anew from all corrections, a sample of the training and the layer that was shipped, so that the order does not matter and
 * nothing is forgotten.
 */
export class FeedbackClassifier {
  private readonly model: FeedbackModel;
  private readonly classifier: TextClassifier;
  private readonly options: FeedbackClassifierOptions;
  private readonly base: SoftmaxHead;
  private readonly examples = new Map<string, { readonly label: string; readonly features: Float32Array }>();

  /**
   * @param classifier of one LSTM that runs on the kernels, perhaps with a linear classifier beside it; it stays as it
   *   is, and is the caller's to dispose.
   * @throws RangeError for another kind of classifier, or feedback that is none or belongs to another encoder.
   */
  constructor(classifier: TextClassifier, options: FeedbackClassifierOptions) {
    this.model = new FeedbackModel(classifier);
    this.base = this.model.head;
    const { labels, preparation, temperature, decision } = classifier.config;
    // The one model stands for all of them, so that it has no weights.
    const config = { labels, preparation, temperature, ...(decision && { decision }) };
    this.classifier = new TextClassifier(config, classifier.tokenizer, [
      { model: this.model, reversed: classifier.members[0].reversed },
    ]);
    this.options = options;
    if (options.feedback === undefined) return;
    const width = this.base.kernel.length / this.base.bias.length;
    const { examples } = readFeedback(options.feedback, options.encoder, labels, width);
    for (const { key, label, features } of examples) this.examples.set(key, { label, features });
    this.fit();
  }

  /** How many corrections are known. */
  get size(): number {
    return this.examples.size;
  }

  /** What the texts are, after all that was learnt. */
  predict(texts: readonly string[]): Promise<Prediction[]> {
    return this.classifier.predict(texts);
  }

  /** What `learn` and `replay` know a text by: [F]. */
  featuresOf(text: string): Float32Array {
    const inputs = this.prepare(text);
    return this.model.features({ inputs, batchSize: 1, sequenceLength: inputs.length });
  }

  /** The calibrated probabilities [N,C], row-major. */
  probabilities(texts: readonly string[]): Promise<Float32Array> {
    return this.classifier.probabilities(texts);
  }

  /** Takes a correction in, or a confirmation. @throws RangeError for a label that is none of the classifier's. */
  learn(text: string, label: string): void {
    const { labels } = this.classifier.config;
    if (!labels.includes(label)) {
      throw new RangeError(`FeedbackClassifier.learn: expected one of ${labels.join(", ")}, got "${label}"`);
    }
    const inputs = this.prepare(text);
    const features = this.model.features({ inputs, batchSize: 1, sequenceLength: inputs.length });
    const key = keyOf(inputs);
    // Taught again it is the newest.
    this.examples.delete(key);
    this.examples.set(key, { label, features });
    for (const oldest of this.examples.keys()) {
      if (this.examples.size <= MOST_EXAMPLES) break;
      this.examples.delete(oldest);
    }
    this.fit();
  }

  /** Forgets all corrections. */
  reset(): void {
    this.examples.clear();
    this.fit();
  }

  /** All that was learnt, to be saved and given back to the constructor. */
  feedback(): Feedback {
    const examples = [...this.examples].map(([key, { label, features }]) => ({
      key,
      label,
      features: toBase64(features),
    }));
    return { format: "engram-feedback", version: 1, encoder: this.options.encoder, examples };
  }

  private prepare(text: string): Int32Array {
    const { config, tokenizer, members } = this.classifier;
    return prepareText(text, tokenizer, config.preparation, { reversed: members[0].reversed });
  }

  private fit(): void {
    const { labels } = this.classifier.config;
    if (this.examples.size === 0) {
      this.model.head = this.base;
      return;
    }
    // Sorted, so that the order in which they came does not matter.
    const known = [...this.examples].sort(([one], [other]) => (one < other ? -1 : 1));
    const feedback = {
      features: known.map(([, { features }]) => features),
      labels: known.map(([, { label }]) => labels.indexOf(label)),
    };
    const { replay } = this.options;
    const head = learnHead({ base: this.base, replay, feedback });
    this.model.head = heedCorrections({ head, replay, feedback });
  }
}

/** Reads feedback that anybody may have written. */
function readFeedback(given: unknown, encoder: string, labels: readonly string[], width: number) {
  const { format, version, encoder: of, examples } = (given ?? {}) as Partial<Feedback>;
  if (format !== "engram-feedback" || version !== 1 || !Array.isArray(examples)) {
    throw new RangeError("FeedbackClassifier: expected feedback as it was saved, got something else");
  }
  if (of !== encoder) {
    throw new RangeError(
      `FeedbackClassifier: expected feedback for the model ${encoder}, got that for ${of}`,
    );
  }
  return {
    examples: examples.slice(-MOST_EXAMPLES).map((example: Partial<FeedbackExample> | null, index) => {
      const { key, label, features } = example ?? {};
      const vector = typeof features === "string" ? fromBase64(features) : undefined;
      const isSound = vector?.length === width && vector.every(Number.isFinite);
      if (typeof key !== "string" || !labels.includes(label as string) || !isSound) {
        throw new RangeError(
          `FeedbackClassifier: expected a key, a label and ${width} numbers in example ${index}`,
        );
      }
      return { key, label: label as string, features: vector as Float32Array };
    }),
  };
}

/** FNV-1a over the ids, twice: enough to tell some hundred texts apart. */
function keyOf(ids: Int32Array): string {
  const hash = (seed: number) => {
    let value = seed;
    for (const id of ids) value = Math.imul(value ^ id, 0x01000193) >>> 0;
    return value.toString(16).padStart(8, "0");
  };
  return hash(0x811c9dc5) + hash(0x5bd1e995);
}

function toBase64(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, index) => {
    view.setFloat32(4 * index, value, true);
  });
  return btoa(Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text: string): Float32Array | undefined {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) =>
    view.getFloat32(4 * index, true),
  );
}
