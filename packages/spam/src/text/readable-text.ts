import { WEB_ADDRESS } from "../mail/text-links.ts";
import { foldObfuscation } from "../obfuscation/fold-obfuscation.ts";
import { withoutDates } from "./dates.ts";
import { marked, withoutControls, withoutForgedMarks } from "./marks.ts";

const MAIL_ADDRESS =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu;
/** Private characters that stand for addresses and dates while the words between them are looked at. */
const WEB_PLACE = "\ue000";
const MAIL_PLACE = "\ue001";
const DATE_PLACE = "\ue002";

export interface ReadableText {
  readonly text: string;
  /** Words that were disguised. */
  readonly disguised: number;
  readonly letters: number;
  readonly capitals: number;
}

/**
 * A text with its words undisguised and its addresses and dates as marks: which ones they are says more about where
 * and when a collection of texts was made than about what is unwanted.
 */
export function readableText(text: string): ReadableText {
  const placed = withoutControls(text)
    .replace(/[\ue000-\ue002]/g, " ")
    .replace(WEB_ADDRESS, WEB_PLACE)
    .replace(MAIL_ADDRESS, MAIL_PLACE);
  const folded = foldObfuscation(placed);
  const words = withoutDates(withoutForgedMarks(folded.text), DATE_PLACE);
  return {
    text: words
      .replaceAll(WEB_PLACE, " xxurl ")
      .replaceAll(MAIL_PLACE, " xxemail ")
      .replaceAll(DATE_PLACE, "xxdate"),
    disguised: folded.count,
    letters: words.match(/\p{L}/gu)?.length ?? 0,
    capitals: words.match(/\p{Lu}/gu)?.length ?? 0,
  };
}

/** Letters of which it can be said how many are capitals. */
const ENOUGH_LETTERS = 20;

/** How loud texts are, in tenths of their letters, and how much in them was disguised, as marks. */
export function toneMarks(...texts: readonly ReadableText[]): string[] {
  const total = (key: "disguised" | "letters" | "capitals") =>
    texts.reduce((sum, text) => sum + text[key], 0);
  const tenths = Math.floor((10 * total("capitals")) / Math.max(ENOUGH_LETTERS, total("letters")));
  return [...marked("xxcapitals", tenths), ...marked("xxobfuscated", total("disguised"))];
}
