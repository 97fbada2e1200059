import type { Tokenizer } from "@engram/tokenizer";
import { type Decision, decide } from "./calibration/decision.ts";
import { poolProbabilities } from "./calibration/pool-probabilities.ts";
import { checkTemperature, temperedProbabilities } from "./calibration/temperature-scaling.ts";
import type { ClassifierModel } from "./classifier-model.ts";
import { isLinear } from "./linear/linear-classifier.ts";
import { predictProbabilities } from "./predict-probabilities.ts";
import { prepareText, type TextPreparation } from "./text-preparation.ts";

/** One model of a classifier, and in which direction it reads. */
export interface Member {
  readonly model: ClassifierModel;
  /** From the last token to the first. */
  readonly reversed: boolean;
}

export type MemberName = "forward" | "backward" | "linear";

export function memberName({ model, reversed }: Member): MemberName {
  if (isLinear(model)) return "linear";
  return reversed ? "backward" : "forward";
}

/** What a classifier is besides its models and its tokenizer: plain JSON, kept in `classifier.json`. */
export interface TextClassifierConfig {
  /** The classes in the order of the models' outputs. */
  readonly labels: readonly string[];
  readonly preparation: TextPreparation;
  /** How much each model counts, with a sum of 1: see `fitPoolWeights`. Default: all the same. */
  readonly weights?: readonly number[];
  /** What the logits are divided by, so that probabilities are what they say: see `fitTemperature`. */
  readonly temperature: number;
  /** When a class is chosen that is not simply the likeliest: see `thresholdFor…`. */
  readonly decision?: Decision;
}

/** What a classifier says of a text. */
export interface Prediction {
  readonly label: string;
  /** That of `label`. */
  readonly probability: number;
  readonly probabilities: Readonly<Record<string, number>>;
}

/** From a text to calibrated probabilities: cleaning, tokens, one or more models, temperature, decision. */
export class TextClassifier {
  readonly config: TextClassifierConfig;
  readonly tokenizer: Tokenizer;
  /** An ensemble of forward, backward and linear models whose logits are averaged, or just one model. */
  readonly members: readonly Member[];
  private readonly onDispose: () => void;

  /**
   * @param options.onDispose ends what the models run on, where that is theirs alone.
   * @throws RangeError when the parts do not fit each other.
   */
  constructor(
    config: TextClassifierConfig,
    tokenizer: Tokenizer,
    members: readonly Member[],
    { onDispose = () => {} }: { readonly onDispose?: () => void } = {},
  ) {
    checkParts(config, tokenizer, members);
    this.config = config;
    this.tokenizer = tokenizer;
    this.members = members;
    this.onDispose = onDispose;
  }

  /** The same classifier with other settings; models and tokenizer are shared. */
  withConfig(changes: Partial<TextClassifierConfig>): TextClassifier {
    const { config, tokenizer, members, onDispose } = this;
    return new TextClassifier({ ...config, ...changes }, tokenizer, members, { onDispose });
  }

  /**
   * What the texts are, in their order.
   *
   * An empty text is one that says nothing: it gets the probabilities that the model gives before it has read anything.
   */
  async predict(texts: readonly string[]): Promise<Prediction[]> {
    const { labels, decision } = this.config;
    const probabilities = await this.probabilities(texts);
    return texts.map((_, row) => {
      const own = probabilities.subarray(row * labels.length, (row + 1) * labels.length);
      const index = decide(own, labels, decision);
      return {
        label: labels[index],
        probability: own[index],
        probabilities: Object.fromEntries(labels.map((label, at) => [label, own[at]])),
      };
    });
  }

  /** The calibrated probabilities [N,C] of the texts, row-major. */
  async probabilities(texts: readonly string[]): Promise<Float32Array> {
    return temperedProbabilities(
      await this.rawProbabilities(texts),
      this.config.labels.length,
      this.config.temperature,
    );
  }

  /** What the models say together, before the temperature: [N,C] row-major. */
  async rawProbabilities(texts: readonly string[]): Promise<Float32Array> {
    const { labels, weights = this.members.map(() => 1 / this.members.length) } = this.config;
    return poolProbabilities(await this.memberProbabilities(texts), labels.length, weights);
  }

  /** What each model says by itself: [N,C] row-major. */
  async memberProbabilities(texts: readonly string[]): Promise<Float32Array[]> {
    const sequences = new Map<boolean, Int32Array[]>();
    const probabilities: Float32Array[] = [];
    for (const { model, reversed } of this.members) {
      const own = sequences.get(reversed) ?? this.prepare(texts, reversed);
      sequences.set(reversed, own);
      probabilities.push(await predictProbabilities(model, own));
    }
    return probabilities;
  }

  /** Frees the models. */
  dispose(): void {
    for (const { model } of this.members) model.dispose();
    this.onDispose();
  }

  private prepare(texts: readonly string[], reversed: boolean): Int32Array[] {
    return texts.map((text, position) => {
      if (typeof text !== "string") {
        throw new TypeError(`TextClassifier: expected a string at position ${position}, got ${typeof text}`);
      }
      return prepareText(text, this.tokenizer, this.config.preparation, { reversed });
    });
  }
}

function checkParts(config: TextClassifierConfig, tokenizer: Tokenizer, members: readonly Member[]): void {
  const { labels, temperature, weights } = config;
  if (labels.length < 2 || new Set(labels).size !== labels.length) {
    throw new RangeError(`TextClassifier: expected at least two different labels, got [${labels}]`);
  }
  checkTemperature(temperature, "TextClassifier");
  if (members.length === 0) throw new RangeError("TextClassifier: expected at least one model, got none");
  if (weights !== undefined) checkWeights(weights, members.length);
  for (const { model } of members) {
    const { classes, vocabularySize } = model.config;
    if (classes !== labels.length || vocabularySize !== tokenizer.vocabularySize) {
      throw new RangeError(
        `TextClassifier: expected models of ${labels.length} classes and ${tokenizer.vocabularySize} tokens, got ${classes} and ${vocabularySize}`,
      );
    }
  }
}

function checkWeights(weights: readonly number[], count: number): void {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const isSound = weights.length === count && weights.every((weight) => weight >= 0);
  if (!(isSound && Math.abs(sum - 1) < 1e-6)) {
    throw new RangeError(
      `TextClassifier: expected ${count} weights of 0 or more with a sum of 1, got [${weights}]`,
    );
  }
}
