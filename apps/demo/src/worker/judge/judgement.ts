import type { BiasCategory, WordInfluence, WordSpan } from "@engram/classification/inference";

/** What can be asked of a text: whether it praises or complains, and whether it is spam. */
export const TASKS = ["sentiment", "spam"] as const;
export type Task = (typeof TASKS)[number];

/** Every number that the room shows is about this class of the two. */
export const ASKED_LABEL = { sentiment: "positive", spam: "spam" } as const satisfies Record<Task, string>;

/** How a text was read: a review; a message; a mail that has its headers. */
export type TextKind = "review" | "message" | "mail";

/** What a model says of a text. */
export interface Judgement {
  readonly label: string;
  /** That of `label`. */
  readonly probability: number;
  /** Of every class. */
  readonly probabilities: Readonly<Record<string, number>>;
  readonly kind: TextKind;
  /** Whether only its beginning and its end were read, and of how many tokens at most. */
  readonly isCut: boolean;
  readonly maximumTokens: number;
}

/** The words of a text and what each does to the log-odds of the asked class. */
export interface DecidingWords {
  readonly words: readonly WordInfluence[];
}

/** A text in which words were swapped, and what that did to the asked class. */
export interface Swap {
  readonly text: string;
  /** Where the new words stand in it. */
  readonly changed: readonly WordSpan[];
  readonly probability: number;
  /** Probability less that of the original, in [-1, 1]. */
  readonly probabilityChange: number;
  /** Log-odds less those of the original. */
  readonly logOddsChange: number;
}

/** A swap of two groups. */
export interface GroupSwap extends Swap {
  readonly category: BiasCategory;
  readonly from: string;
  readonly to: string;
}
