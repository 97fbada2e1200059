import { Random } from "@engram/random";
import type { GenerationModel, GenerationTokenizer } from "../decoding/generation-model.ts";
import { planGeneration } from "../decoding/generation-plan.ts";
import { Memory } from "../decoding/memory.ts";
import { createPause } from "../decoding/pause.ts";
import { mean, Row } from "../decoding/row.ts";
import { writeRows } from "../decoding/write-rows.ts";
import type { GenerateOptions } from "../generate-options.ts";
import { BorderFinder } from "./border-finder.ts";

/** A peaked model may give the same text again and again: after this many rounds, fewer texts than wanted are returned. */
const MAXIMUM_ROUNDS = 4;

/** How many continuations there shall be and where they end. */
export interface CompleteOptions extends Omit<GenerateOptions, "returnState" | "score"> {
  /** How many different continuations to offer, 1 or more. Default 3. */
  readonly count?: number;
  /** "token": after the last token; "word" (default): after the last whole word; "sentence": after the first whole sentence, or else as "word". */
  readonly endAt?: "token" | "word" | "sentence";
  /** The language whose words and sentences are meant, as a BCP 47 tag. Default: the machine's. */
  readonly locale?: string;
  /** Default 32. */
  readonly maxTokens?: number;
  /** Default 0.7: offers are to be likely rather than varied. */
  readonly temperature?: number;
}

/** One continuation on offer. */
export interface Completion {
  /** What to put after the text; without white space at its end, never empty. */
  readonly text: string;
  /** The mean of log p(token) under the model, in nats; the nearer to 0, the likelier. */
  readonly score: number;
}

/**
 * A writing assistant: offers different continuations of `text` to choose from, the likeliest first.
 *
 * Twice as many as wanted are sampled side by side, cut at a word or sentence border, and the best different
 * ones kept; a further round is sampled where too few are different. The same seed offers the same texts.
 *
 * @returns at most `count` continuations; fewer where the model hardly varies.
 * @throws RangeError or TypeError when an option is wrong or the tokenizer is not the model's; the reason of
 * `signal` when it is aborted.
 */
export async function complete(
  model: GenerationModel,
  tokenizer: GenerationTokenizer,
  text: string,
  options: CompleteOptions = {},
): Promise<Completion[]> {
  const { count = 3, endAt = "word", maxTokens = 32, temperature = 0.7 } = options;
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`complete: expected a count that is an integer of 1 or more, got ${count}`);
  }
  if (!["token", "word", "sentence"].includes(endAt)) {
    throw new RangeError(`complete: expected endAt to be token, word or sentence, got ${endAt}`);
  }
  const plan = planGeneration("complete", model, tokenizer, {
    ...options,
    maxTokens,
    temperature,
    score: true,
  });
  const borders = new BorderFinder(text, options.locale);
  const promptTokenIds = tokenizer.encode(text);
  const pause = createPause(options.signal);
  const memory = Memory.start(model, options);
  const found = new Map<string, Completion>();
  try {
    await memory.read(promptTokenIds, pause);
    for (let round = 0; round < MAXIMUM_ROUNDS && found.size < count; round++) {
      const rows = Array.from(
        { length: 2 * count },
        (_, index) =>
          new Row(tokenizer, promptTokenIds, plan.limits, new Random(plan.seed, round * 2 * count + index)),
      );
      const draft = memory.fork();
      try {
        draft.repeat(rows.length);
        for await (const _ of writeRows(draft, rows, plan.sampler, pause)) {
          if (endAt === "sentence") finishAtSentence(rows, borders);
        }
      } finally {
        draft.dispose();
      }
      for (const row of rows) {
        const completion = cutAtBorder(row, endAt, borders);
        if (completion.text !== "" && !found.has(completion.text)) found.set(completion.text, completion);
      }
    }
  } finally {
    memory.dispose();
  }
  return [...found.values()].sort((a, b) => b.score - a.score).slice(0, count);
}

/** Ends the rows whose sentence is whole, so that no token after it is computed. */
function finishAtSentence(rows: readonly Row[], borders: BorderFinder): void {
  for (const row of rows) {
    if (row.stopReason === undefined && borders.firstSentence(row.text) !== undefined) row.finish();
  }
}

function cutAtBorder(row: Row, endAt: "token" | "word" | "sentence", borders: BorderFinder): Completion {
  let border = endAt === "sentence" ? borders.firstSentence(row.text) : undefined;
  // A stop string or token ends a whole text: its last word is not cut short.
  if (border === undefined && endAt !== "token" && row.stopReason === "maxTokens") {
    border = borders.lastWord(row.text);
  }
  const kept = row.text.slice(0, border).trimEnd();
  const lastToken = row.textLengths.findIndex((length) => length >= kept.length);
  return { text: kept, score: mean(row.logProbabilities.slice(0, lastToken + 1)) };
}
