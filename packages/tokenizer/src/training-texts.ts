import { requireInteger } from "./require-integer.ts";
import type { Texts } from "./tokenizer.ts";
import { wellFormed } from "./well-formed.ts";

/** The longest stretch without a place to cut that is held back for the next chunk, in UTF-16 units. */
const MAX_HELD_BACK = 65_536;

/** What the training of every tokenizer takes. */
export interface TrainingOptions {
  /**
   * True when the texts are consecutive chunks of one text (a file read in parts): then the border between
   * two chunks does not cut a word. Default false: each text is a document of its own.
   */
  readonly continuous?: boolean;
  /**
   * How many distinct pieces to count at once. With more of them the rarest are forgotten, so that memory
   * stays bounded and counts of rare pieces are approximate. Default 1,000,000.
   */
  readonly maxPieces?: number;
}

/** @throws RangeError when there is room for less than 1,000 pieces. */
export function maxPieces({ maxPieces = 1_000_000 }: TrainingOptions): number {
  requireInteger("train", "maxPieces", maxPieces, 1000, 10_000_000);
  return maxPieces;
}

/** The texts, well-formed, and if they are chunks cut anew where a word ends. */
export async function* trainingTexts(
  texts: Texts,
  { continuous = false }: TrainingOptions,
): AsyncGenerator<string> {
  if (typeof texts === "string" || texts === null || typeof texts !== "object") {
    throw new TypeError(
      `train: expected an iterable of texts, got ${texts === null ? "null" : `a ${typeof texts}`}`,
    );
  }
  let heldBack = "";
  for await (const text of texts) {
    if (typeof text !== "string")
      throw new TypeError(`train: expected texts that are strings, got a ${typeof text}`);
    if (!continuous) {
      yield wellFormed(text);
      continue;
    }
    const joined = heldBack + text;
    const cut = placeToCut(joined);
    heldBack = joined.slice(cut);
    if (cut > 0) yield wellFormed(joined.slice(0, cut));
  }
  if (heldBack !== "") yield wellFormed(heldBack);
}

/** The last place where whitespace follows something else: no pre-tokenizer's piece spans it. */
function placeToCut(text: string): number {
  const lastWord = /\P{White_Space}\p{White_Space}+\P{White_Space}*$/u.exec(text.slice(-MAX_HELD_BACK));
  if (lastWord !== null)
    return text.length - lastWord[0].length + String.fromCodePoint(lastWord[0].codePointAt(0)!).length;
  if (text.length <= MAX_HELD_BACK) return 0;
  return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
}
