import {
  BIAS_CATEGORIES,
  counterfactualSwaps,
  decide,
  explain,
  once,
  type WordInfluence,
} from "@engram/classification/inference";
import { loadSentiment } from "@engram/sentiment";
import { loadSpamFilter, memoryFeedback, type SpamLabel } from "@engram/spam";
import { inSlices, Superseded } from "./in-slices.ts";
import {
  ASKED_LABEL,
  type DecidingWords,
  type GroupSwap,
  type Judgement,
  type Swap,
  type Task,
} from "./judgement.ts";
import { messageKind } from "./message-kind.ts";
import type { Ends } from "./read-ends.ts";
import { type Reading, readMessage, readReview } from "./reading.ts";
import { replaceWord } from "./replace-word.ts";
import { scoreSwaps } from "./score-swaps.ts";

/** Runs of words that a long text is taken apart into: each is a prediction, and those of a long text take their time. */
const MOST_PARTS = 200;
const MOST_PARTS_OF_LONG = 100;

/** One thread: the other cores may be training. */
const THREADS = 1;

/**
 * What the room "Judge" asks of its worker. Each model is loaded when it is first asked, and stays.
 *
 * Where a method can answer `undefined`, a newer call of it came before the answer was ready.
 */
export class JudgeDesk {
  private readonly sentiment = once(() => loadSentiment({ threads: THREADS }));
  private readonly spamFilter = once(() => loadSpamFilter({ threads: THREADS, store: memoryFeedback() }));
  private readonly newest = { explain: 0, swaps: 0 };

  /** What a text is. */
  async judge(task: Task, text: string): Promise<Judgement> {
    const { config, kind, isCut, probabilities } = await this.read(task, text);
    const { labels, preparation, decision } = config;
    const own = await probabilities([text]);
    const index = decide(own, labels, decision);
    return {
      label: labels[index],
      probability: own[index],
      probabilities: Object.fromEntries(labels.map((label, at) => [label, own[at]])),
      kind,
      isCut,
      maximumTokens: preparation.maximumTokens,
    };
  }

  /** Which words speak for the asked class, and which against it. */
  explain(task: Task, text: string): Promise<DecidingWords | undefined> {
    return this.unlessSuperseded("explain", task, text, async (reading) => {
      const { isCut, ends } = reading;
      const { words } = await explain(reading, ends?.text ?? text, {
        label: ASKED_LABEL[task],
        mostParts: isCut ? MOST_PARTS_OF_LONG : MOST_PARTS,
      });
      return { words: ends === undefined ? words : words.map((word) => inWhole(word, ends)) };
    });
  }

  /** The counterfactuals of a text in every category, and what each does to the asked class. */
  swaps(task: Task, text: string): Promise<GroupSwap[] | undefined> {
    return this.unlessSuperseded("swaps", task, text, async (reading) => {
      const found = BIAS_CATEGORIES.flatMap((category) =>
        counterfactualSwaps(text, category).map((swap) => ({ category, ...swap })),
      ).filter((swap) => swap.text !== text);
      const scores = await scoreSwaps(
        reading,
        ASKED_LABEL[task],
        text,
        found.map((swap) => swap.text),
      );
      return scores.map((score, index) => ({ ...found[index], ...score }));
    });
  }

  /** What becomes of a text when the reader replaces a word; `undefined` when it is not there. */
  async replace(task: Task, text: string, word: string, by: string): Promise<Swap | undefined> {
    const replaced = replaceWord(text, word, by);
    if (replaced === undefined) return undefined;
    const [swap] = await scoreSwaps(await this.read(task, text), ASKED_LABEL[task], text, [replaced]);
    return swap;
  }

  /** Corrects the spam filter, until the page is closed. */
  async learn(message: string, label: SpamLabel): Promise<void> {
    await (await this.spamFilter()).learn(message, label, { kind: messageKind(message) });
  }

  /** Drops all corrections. */
  async forget(): Promise<void> {
    await (await this.spamFilter()).forget();
  }

  private async read(task: Task, text: string): Promise<Reading> {
    if (task === "sentiment") return readReview(await this.sentiment(), text);
    return readMessage(await this.spamFilter(), text);
  }

  private async unlessSuperseded<Result>(
    request: keyof JudgeDesk["newest"],
    task: Task,
    text: string,
    answer: (reading: Reading) => Promise<Result>,
  ): Promise<Result | undefined> {
    const own = ++this.newest[request];
    const reading = inSlices(await this.read(task, text), () => own === this.newest[request]);
    try {
      return await answer(reading);
    } catch (error) {
      if (error instanceof Superseded) return undefined;
      throw error;
    }
  }
}

/** A word of the ends where it stands in the whole text. */
function inWhole(word: WordInfluence, { endStart, shift }: Ends): WordInfluence {
  const moved = (place: number) => (place >= endStart ? place + shift : place);
  return { ...word, start: moved(word.start), end: moved(word.end) };
}
