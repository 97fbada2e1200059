import { type Prediction, prepareText, type TextClassifier } from "@engram/classification/inference";
import { mailText, messageText, readMail, type SpamFilter } from "@engram/spam";
import type { TextKind } from "./judgement.ts";
import { messageKind } from "./message-kind.ts";
import { type Ends, readEnds } from "./read-ends.ts";

/** A model as it reads one text, and all that are like it but for a word. */
export interface Reading extends Pick<TextClassifier, "config" | "probabilities"> {
  readonly kind: TextKind;
  /** Whether the text has more tokens than the model reads. */
  readonly isCut: boolean;
  /** Of such a text what is read of it, where that can be told apart. */
  readonly ends?: Ends;
}

/** How the sentiment model reads a text. */
export function readReview(classifier: TextClassifier, text: string): Reading {
  const isCut = isLongerThanRead(classifier, text);
  const ends = isCut ? readEnds(classifier, text) : undefined;
  return {
    kind: "review",
    isCut,
    ...(ends && { ends }),
    config: classifier.config,
    probabilities: (texts) => classifier.probabilities(texts),
  };
}

/** How the spam filter, with its corrections, reads a text. */
export async function readMessage(filter: SpamFilter, text: string): Promise<Reading> {
  const kind = messageKind(text);
  const { config } = filter.classifier;
  const read = kind === "mail" ? mailText(await readMail(text)) : messageText(text);
  return {
    kind,
    isCut: isLongerThanRead(filter.classifier, read),
    config,
    probabilities: async (texts) => rowsOf(await filter.predict(texts, { kind }), config.labels),
  };
}

function isLongerThanRead({ tokenizer, config }: TextClassifier, text: string): boolean {
  const { preparation } = config;
  const more = { ...preparation, maximumTokens: preparation.maximumTokens + 1 };
  return prepareText(text, tokenizer, more).length > preparation.maximumTokens;
}

/** The probabilities [N,C], row-major. */
function rowsOf(predictions: readonly Prediction[], labels: readonly string[]): Float32Array {
  return Float32Array.from(
    predictions.flatMap(({ probabilities }) => labels.map((label) => probabilities[label])),
  );
}
